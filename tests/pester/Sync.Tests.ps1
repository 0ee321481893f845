# What is written to clusters, on a folder that stands for some.

BeforeAll {
    $Module = $env:DPUIPAM_MODULE ? $env:DPUIPAM_MODULE : (Join-Path $PSScriptRoot '../../out/DpuIpam/DpuIpam.psd1')
    Import-Module $Module -Force
    $Lab = & (Join-Path $PSScriptRoot '../../docs/examples/new-lab.ps1')
    $null = Connect-DpuCluster $Lab -Name lab
}

AfterAll {
    Disconnect-DpuCluster lab
    Remove-Item $Lab -Recurse -Force
    Remove-Module DpuIpam -ErrorAction Ignore
}

Describe 'Sync-DpuPool' {
    It 'says what it would do and does nothing' {
        $before = Get-ChildItem $Lab -Recurse -File | Get-FileHash | ForEach-Object Hash
        $results = Set-DpuServiceIpam shared -Network 192.168.0.0/24 -QuotaPerCluster 20 -WhatIf | Sync-DpuPool -WhatIf
        $results.Action | Should -Be Planned, Planned
        Get-ChildItem $Lab -Recurse -File | Get-FileHash | ForEach-Object Hash | Should -Be $before
    }

    It 'brings nodes from an idea to addresses' {
        New-DpuServiceIpam fabric 10.1.0.0/20 -PrefixSize 24 -GatewayIndex 1 -QuotaPerCluster 4 |
            Set-DpuServiceIpam |
            Sync-DpuPool -Allocate -Wait |
            ForEach-Object Action |
            Should -Be Created, Created
        (Wait-DpuServiceIpam fabric -TimeoutSec 0).Name | Should -Be fabric
        (Sync-DpuPool fabric -Allocate).Action | Should -Be Unchanged, Unchanged
    }

    It 'renumbers nobody without consent' {
        { Set-DpuServiceIpam fabric -GatewayIndex 2 -ErrorAction Stop } | Should -Throw -ErrorId 'RenumberingRefused*'
        (Get-DpuServiceIpam fabric).GatewayIndex | Should -Be 1
    }

    It 'forecasts without consent' {
        $results = Set-DpuServiceIpam fabric -GatewayIndex 2 -WhatIf -WarningAction Ignore | Sync-DpuPool -WhatIf -WarningAction Ignore
        $results.Action | Should -Be Planned, Planned
    }

    It 'needs to be told what' {
        { Sync-DpuPool } | Should -Throw -ErrorId 'NothingNamed*'
        @() | Sync-DpuPool | Should -BeNullOrEmpty
    }
}

Describe 'Remove-DpuServiceIpam' {
    It 'takes no addresses away without consent' {
        { Remove-DpuServiceIpam fabric -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'DropRefused*'
        Remove-DpuServiceIpam fabric -AllowDrop -Confirm:$false
        Get-DpuPool fabric -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}

Describe 'Remove-DpuPool' {
    It 'returns what it removed' {
        $removed = Remove-DpuPool shared -Cluster west -AllowDrop -Confirm:$false -PassThru
        $removed.Cluster | Should -Be dpu-west/west
        (Get-DpuPool).Cluster | Should -Be dpu-east/east
    }
}

Describe 'Objects of another connection' {
    It 'stay where they are' {
        $OtherLab = & (Join-Path $PSScriptRoot '../../docs/examples/new-lab.ps1')
        $null = Connect-DpuCluster $OtherLab -Name other
        try {
            { Get-DpuPool shared -Connection lab | Remove-DpuPool -AllowDrop -Confirm:$false -ErrorAction Stop } |
                Should -Throw -ErrorId 'OtherConnection*'
            (Get-DpuPool).Count | Should -Be 2
        }
        finally {
            Disconnect-DpuCluster other
            Remove-Item $OtherLab -Recurse -Force
        }
    }
}
