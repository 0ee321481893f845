# What a console shows.

BeforeAll {
    $Module = $env:DPUIPAM_MODULE ? $env:DPUIPAM_MODULE : (Join-Path $PSScriptRoot '../../out/DpuIpam/DpuIpam.psd1')
    $Subnet = Join-Path $PSScriptRoot '../../docs/examples/example-pool1-subnet.yaml'
    Import-Module $Module -Force

    function Get-Screen {
        # The text without colour, blanks at line ends, and empty lines around.
        $text = $input | Out-String -Width 120
        $text = $text -replace '\r', '' -replace '\e\[[0-9;]*m', '' -replace '[ \t]+(?=\n)', ''
        $text.Trim("`n")
    }
}

AfterAll {
    Remove-Module DpuIpam -ErrorAction Ignore
}

Describe 'Views' {
    It 'show a plan in one row' {
        Get-DpuIpamPlan $Subnet -NodeCount 3 | Get-Screen | Should -Be (@(
            'Pool          Kind   Network        Nodes Fit Free Used Findings'
            '----          ----   -------        ----- --- ---- ---- --------'
            'example-pool1 IPPool 192.168.0.0/20     3  15   12  20% 2 notes'
        ) -join "`n")
    }

    It 'group allocations by pool' {
        Get-DpuIpamPlan $Subnet -NodeCount 2 | Get-DpuPoolAllocation | Get-Screen | Should -Be (@(
            '   Pool: example-pool1 (IPPool 192.168.0.0/20, gateway 192.168.0.1)'
            ''
            'NodeName   StartIP     EndIP       Usable Change Previous'
            '--------   -------     -----       ------ ------ --------'
            'dpu-node-1 192.168.0.1 192.168.1.0    255 Added'
            'dpu-node-2 192.168.1.1 192.168.2.0    256 Added'
        ) -join "`n")
    }

    It 'show everything in a list' {
        $list = Get-DpuIpamPlan $Subnet -NodeCount 3 | Format-List | Get-Screen
        $list | Should -Match '(?m)^Pool\s+: example-pool1$'
        $list | Should -Match '(?m)^Changes\s+: 3 added$'
    }
}
