# Connections, and what is read of clusters; a folder of manifests stands for them.

BeforeAll {
    $Module = $env:DPUIPAM_MODULE ? $env:DPUIPAM_MODULE : (Join-Path $PSScriptRoot '../../out/DpuIpam/DpuIpam.psd1')
    $Lab = Join-Path $PSScriptRoot '../../docs/examples/clusters'
    Import-Module $Module -Force
}

AfterAll {
    Remove-Module DpuIpam -ErrorAction Ignore
}

Describe 'Without a connection' {
    It '<Command> names the remedies' -ForEach @(
        @{ Command = 'Get-DpuPool' }
        @{ Command = 'Get-DpuServiceIpam' }
        @{ Command = 'Get-DpuIpamPlan' }
        @{ Command = 'Compare-DpuPool' }
        @{ Command = 'Get-DpuNode' }
    ) {
        { & $Command } | Should -Throw -ErrorId 'NotConnected,*' -ExpectedMessage '*Connect-DpuCluster*'
    }
}

Describe 'With a connection' {
    BeforeEach {
        $connection = Connect-DpuCluster $Lab -Name lab
    }

    AfterEach {
        $connection | Disconnect-DpuCluster
    }

    It 'lists clusters, nodes, pools and objects' {
        (Get-DpuCluster).Cluster | Should -Be 'lab', 'dpu-east/east', 'dpu-west/west'
        (Get-DpuNode -Cluster east).NodeName | Should -Be 'rack1-a', 'rack1-b'
        (Get-DpuCluster west | Get-DpuPool).Pool | Should -Be 'shared'
        (Get-DpuServiceIpam sha*).Network | Should -Be '192.168.0.0/25'
    }

    It 'plans what is there, and asks what if' {
        (Get-DpuIpamPlan).Allocated | Should -Be 2, 1
        (Get-DpuIpamPlan -RemoveNode rack2-a).Changes.Change | Should -Contain 'Dropped'
    }

    It 'shows what an edit would do before it is made' {
        $edit = Get-DpuServiceIpam shared | Set-DpuServiceIpam -AsObject -AddExclusion 192.168.0.1-192.168.0.6
        $moved = $edit | Get-DpuIpamPlan -Connection lab | Get-DpuPoolAllocation -Change Moved
        $moved.NodeName | Should -Be 'rack1-b'
    }

    It 'compares' {
        (Compare-DpuPool).NodeName | Should -Be 'rack1-a'
        Compare-DpuPool -Quiet | Should -BeFalse
    }

    It 'works in parallel with the connection at hand' {
        $found = 'rack1-a', 'rack2-a' | ForEach-Object -Parallel {
            Import-Module $using:Module
            Get-DpuNode $_ -Connection $using:connection
        }
        $found.NodeName | Sort-Object | Should -Be 'rack1-a', 'rack2-a'
    }

    It 'says that a connection is closed' {
        Disconnect-DpuCluster
        { Get-DpuNode -Connection $connection } | Should -Throw -ErrorId 'ConnectionClosed,*'
    }

    It 'watches until the time is over' {
        Watch-DpuPool -TimeoutSec 1 | Should -BeNullOrEmpty
    }
}
