# Plans, allocations and findings, as a user sees them.

BeforeAll {
    $Module = $env:DPUIPAM_MODULE ? $env:DPUIPAM_MODULE : (Join-Path $PSScriptRoot '../../out/DpuIpam/DpuIpam.psd1')
    $Examples = Join-Path $PSScriptRoot '../../docs/examples'
    $Subnet = Join-Path $Examples 'example-pool1-subnet.yaml'
    $Network = Join-Path $Examples 'example-pool2-network.yaml'
    $Pools = Join-Path $Examples 'pools'
    Import-Module $Module -Force
}

AfterAll {
    Remove-Module DpuIpam -ErrorAction Ignore
}

Describe 'Get-DpuIpamPlan' {
    It 'plans <Nodes> nodes of <File>: <Allocated> of <Capacity> get something' -ForEach @(
        @{ File = 'example-pool1-subnet.yaml'; Nodes = 3; Allocated = 3; Capacity = 15 }
        @{ File = 'example-pool1-subnet.yaml'; Nodes = 15; Allocated = 15; Capacity = 15 }
        @{ File = 'example-pool1-subnet.yaml'; Nodes = 16; Allocated = 15; Capacity = 15 }
        @{ File = 'example-pool2-network.yaml'; Nodes = 3; Allocated = 3; Capacity = 16 }
        @{ File = 'example-pool2-network.yaml'; Nodes = 17; Allocated = 16; Capacity = 16 }
    ) {
        $plan = Get-DpuIpamPlan (Join-Path $Examples $File) -NodeCount $Nodes
        $plan.Allocated | Should -Be $Allocated
        $plan.Capacity | Should -Be $Capacity
        $plan.Free | Should -Be ($Capacity - $Allocated)
        $plan.UnallocatedNodes.Count | Should -Be ($Nodes - $Allocated)
    }

    It 'takes paths, files and objects from the pipeline' {
        ($Subnet | Get-DpuIpamPlan -NodeCount 3).Allocated | Should -Be 3
        (Get-Item $Subnet | Get-DpuIpamPlan -NodeCount 3).Allocated | Should -Be 3
        (ConvertFrom-DpuManifest $Subnet | Get-DpuIpamPlan -NodeCount 3).Allocated | Should -Be 3
        (Get-Content $Subnet | ConvertFrom-DpuManifest | Get-DpuIpamPlan -NodeCount 3).Allocated | Should -Be 3
        (Get-ChildItem $Pools -Filter *.yaml | Get-DpuIpamPlan).Pool | Should -Be 'fabric', 'storage'
    }

    It 'gives nothing for an empty pipeline' {
        @() | Get-DpuIpamPlan | Should -BeNullOrEmpty
        $null | Get-DpuIpamPlan | Should -BeNullOrEmpty
    }

    It 'answers what happens when a node leaves' {
        $changes = (Get-DpuIpamPlan $Subnet -NodeCount 3 -RemoveNode dpu-node-2).Changes
        $changes.NodeName | Should -Be 'dpu-node-2'
        $changes.Change | Should -Be 'Dropped'
        $changes.Previous | Should -Be '192.168.1.1-192.168.2.0'
    }

    It 'does not care for the order of its input' {
        $files = Get-ChildItem $Pools -Filter *.yaml | Sort-Object Name
        $backwards = Get-ChildItem $Pools -Filter *.yaml | Sort-Object Name -Descending
        $backwards | Get-DpuIpamPlan | ConvertTo-DpuManifest -IncludeStatus |
            Should -Be ($files | Get-DpuIpamPlan | ConvertTo-DpuManifest -IncludeStatus)
    }
}

Describe 'Get-DpuPoolAllocation' {
    It 'lists blocks' {
        $blocks = Get-DpuIpamPlan $Subnet -NodeCount 3 | Get-DpuPoolAllocation
        $blocks.StartIP | Should -Be '192.168.0.1', '192.168.1.1', '192.168.2.1'
        $blocks.EndIP | Should -Be '192.168.1.0', '192.168.2.0', '192.168.3.0'
        $blocks.UsableCount | Should -Be 255, 256, 256
    }

    It 'lists prefixes with their gateways' {
        $prefixes = Get-DpuIpamPlan $Network -NodeCount 2 | Get-DpuPoolAllocation
        $prefixes.Prefix | Should -Be '192.168.0.0/24', '192.168.1.0/24'
        $prefixes.Gateway | Should -Be '192.168.0.1', '192.168.1.1'
    }

    It 'groups, sorts and exports like any objects' {
        $blocks = Get-DpuIpamPlan $Subnet -NodeCount 3 | Get-DpuPoolAllocation
        ($blocks | Sort-Object Index -Descending)[0].NodeName | Should -Be 'dpu-node-3'
        ($blocks | Group-Object Pool).Count | Should -Be 3
        ($blocks | ConvertTo-Csv | ConvertFrom-Csv)[1].StartIP | Should -Be '192.168.1.1'
        ($blocks | ConvertTo-Json | ConvertFrom-Json)[1].EndIP | Should -Be '192.168.2.0'
    }
}

Describe 'Findings' {
    It 'come with rule, severity and advice' {
        $findings = (Get-DpuIpamPlan $Subnet -NodeCount 3).Findings
        $findings.RuleId | Should -Be 'GatewayInBlock', 'SmallerFitsOne'
        $findings[0].NodeName | Should -Be 'dpu-node-1'
        $findings[0].Message | Should -BeLike '*255 of 256 addresses are usable.'
        ($findings | Get-DpuIpamRule).Advice | Should -Be $findings.Advice
    }

    It 'are what Test-DpuPool returns' {
        (Test-DpuPool $Pools).RuleId | Should -Be 'RecordDiscarded', 'GatewayInBlock'
        Test-DpuPool $Pools -Quiet | Should -BeTrue
    }

    It 'make -FailOn end in an error after the plans' {
        { Get-DpuIpamPlan $Subnet -NodeCount 16 -FailOn Warning } |
            Should -Throw -ErrorId 'FailOnWarning,DpuIpam.Commands.GetDpuIpamPlanCommand'
        { Get-DpuIpamPlan $Subnet -NodeCount 3 -FailOn Warning, Hazard } | Should -Not -Throw
    }
}

Describe 'Errors' {
    It 'name file, line and column, and leave the good files' {
        $bad = Join-Path $TestDrive 'bad.yaml'
        Set-Content $bad 'kind: DPUServiceIPAM', 'metadata: {name: a'
        $plan = Get-DpuIpamPlan $bad, $Subnet -NodeCount 3 -ErrorVariable errors -ErrorAction SilentlyContinue
        $plan.Pool | Should -Be 'example-pool1'
        $errors.Count | Should -Be 1
        $errors[0].FullyQualifiedErrorId | Should -Be 'ManifestMalformed,DpuIpam.Commands.GetDpuIpamPlanCommand'
        $errors[0].TargetObject | Should -Be $bad
        $errors[0].ToString() | Should -Match 'bad\.yaml:\d+:\d+: '
    }

    It 'say what is not there' {
        { Get-DpuIpamPlan './no such file.yaml' -ErrorAction Stop } |
            Should -Throw -ErrorId 'PathNotFound,DpuIpam.Commands.GetDpuIpamPlanCommand'
    }

    It 'say how to give input when there is none' {
        { Get-DpuIpamPlan } | Should -Throw -ErrorId 'NotConnected,DpuIpam.Commands.GetDpuIpamPlanCommand'
    }
}
