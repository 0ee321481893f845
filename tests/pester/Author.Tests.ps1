# Objects made, changed and found, before any cluster sees them.

BeforeAll {
    $Module = $env:DPUIPAM_MODULE ? $env:DPUIPAM_MODULE : (Join-Path $PSScriptRoot '../../out/DpuIpam/DpuIpam.psd1')
    $Examples = Join-Path $PSScriptRoot '../../docs/examples'
    Import-Module $Module -Force
}

AfterAll {
    Remove-Module DpuIpam -ErrorAction Ignore
}

Describe 'New-DpuServiceIpam' {
    It 'writes <File> field for field' -ForEach @(
        @{ File = 'example-pool1-subnet.yaml'; Name = 'example-pool1'; Fields = @{ PerNodeIPCount = 256; Gateway = '192.168.0.1' } }
        @{ File = 'example-pool2-network.yaml'; Name = 'example-pool2'; Fields = @{ PrefixSize = 24; GatewayIndex = 1 } }
    ) {
        $made = New-DpuServiceIpam $Name 192.168.0.0/20 @Fields -PoolLabel @{ 'svc.dpu.nvidia.com/pool' = $Name }
        $made | ConvertTo-DpuManifest | Should -Be (ConvertFrom-DpuManifest (Join-Path $Examples $File) | ConvertTo-DpuManifest)
    }

    It 'makes objects of the rows of a CSV file' {
        $file = Join-Path $TestDrive 'pools.csv'
        Set-Content $file @(
            'Name,Network,PerNodeIPCount,Gateway,PrefixSize,Exclusion'
            'flat,10.0.0.0/24,10,10.0.0.1,,10.0.0.20;10.0.0.64/26'
            'routed,10.1.0.0/16,,,24,'
        )
        $made = Import-Csv $file | New-DpuServiceIpam
        $made.Name | Should -Be 'flat', 'routed'
        $made.Mode | Should -Be 'Subnet', 'Network'
        $made[0].Exclusions.StartIP | Should -Be '10.0.0.20', '10.0.0.64'
    }

    It 'copies an object and loses nothing' {
        $before = Get-DpuServiceIpam example-pool2 -Path $Examples
        $before | New-DpuServiceIpam -Name copy | ConvertTo-DpuManifest |
            Should -Be (($before | ConvertTo-DpuManifest) -replace 'name: example-pool2', 'name: copy')
    }

    It 'returns nothing that DPF would refuse' {
        $made = New-DpuServiceIpam a 10.0.0.0/24 -PerNodeIPCount 10 -Gateway 10.9.0.1 -ErrorVariable errors -ErrorAction SilentlyContinue
        $made | Should -BeNullOrEmpty
        $errors[0].FullyQualifiedErrorId | Should -Be 'DpfGateway,DpuIpam.Commands.NewDpuServiceIpamCommand'
    }
}

Describe 'Get-DpuServiceIpam' {
    It 'finds objects by name' {
        (Get-DpuServiceIpam *2 -Path $Examples).Name | Should -Be 'example-pool2'
    }

    It 'says what is not there' {
        { Get-DpuServiceIpam other -Path $Examples -ErrorAction Stop } |
            Should -Throw -ErrorId 'ServiceIpamNotFound,DpuIpam.Commands.GetDpuServiceIpamCommand'
    }
}

Describe 'Set-DpuServiceIpam' {
    BeforeAll {
        $Before = Get-DpuServiceIpam example-pool1 -Path $Examples
    }

    It 'changes what is named and nothing else' {
        $after = $Before | Set-DpuServiceIpam -AsObject -Gateway 192.168.15.254
        $after | ConvertTo-DpuManifest |
            Should -Be (($Before | ConvertTo-DpuManifest) -replace 'gateway: 192.168.0.1', 'gateway: 192.168.15.254')
    }

    It 'excludes addresses and takes them back' {
        $more = $Before | Set-DpuServiceIpam -AsObject -AddExclusion 192.168.0.16/28
        $less = $more | Set-DpuServiceIpam -AsObject -RemoveExclusion 192.168.0.20-192.168.0.31
        "$($less.Exclusions)" | Should -Be '192.168.0.16-192.168.0.19'
        $none = $less | Set-DpuServiceIpam -AsObject -Exclusion @()
        $none | ConvertTo-DpuManifest | Should -Be ($Before | ConvertTo-DpuManifest)
    }

    It 'refuses what DPF would refuse' {
        { $Before | Set-DpuServiceIpam -AsObject -Network 192.168.0.0/24 -ErrorAction Stop } |
            Should -Throw -ErrorId 'DpfShrink,DpuIpam.Commands.SetDpuServiceIpamCommand'
    }

    It 'writes to no cluster by itself' {
        { $Before | Set-DpuServiceIpam -Gateway 192.168.15.254 -ErrorAction Stop } |
            Should -Throw -ErrorId 'NotConnected,DpuIpam.Commands.SetDpuServiceIpamCommand'
    }
}

Describe 'Find-DpuIpamLayout' {
    It 'finds ranges that become objects and hold the nodes' {
        $layouts = Find-DpuIpamLayout 10 20 -Within 10.5.0.0/16 -Outside 10.5.0.0/24
        # An array has a Rank of its own.
        $layouts | ForEach-Object Rank | Should -Be 1, 2, 3, 4, 5
        $layouts[0].Network | Should -Be '10.5.1.0/24'
        ($layouts[0] | New-DpuServiceIpam -Name found | Get-DpuIpamPlan -NodeCount 10).Allocated | Should -Be 10
    }

    It 'proposes a /64 per node first where the range is IPv6' {
        $layout = Find-DpuIpamLayout 20 30 -Within fd00::/48 -First 1
        $layout.Network | Should -Be 'fd00::/59'
        $layout.PrefixSize | Should -Be 64
    }

    It 'says when nothing fits' {
        { Find-DpuIpamLayout 10 20 -Within 10.0.0.0/29 -ErrorAction Stop } |
            Should -Throw -ErrorId 'NoLayout,DpuIpam.Commands.FindDpuIpamLayoutCommand'
    }
}
