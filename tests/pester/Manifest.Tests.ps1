# Manifests to objects and back.

BeforeAll {
    $Module = $env:DPUIPAM_MODULE ? $env:DPUIPAM_MODULE : (Join-Path $PSScriptRoot '../../out/DpuIpam/DpuIpam.psd1')
    $Examples = Join-Path $PSScriptRoot '../../docs/examples'
    Import-Module $Module -Force
}

AfterAll {
    Remove-Module DpuIpam -ErrorAction Ignore
}

Describe 'ConvertTo-DpuManifest' {
    It 'writes <As> that ConvertFrom-DpuManifest reads back' -ForEach @(
        @{ As = 'Yaml' }
        @{ As = 'Json' }
    ) {
        $objects = ConvertFrom-DpuManifest (Join-Path $Examples 'pools')
        $text = $objects | ConvertTo-DpuManifest -As $As -IncludeStatus
        $again = $text | ConvertFrom-DpuManifest
        $again.Count | Should -Be $objects.Count
        $again | ConvertTo-DpuManifest -As $As -IncludeStatus | Should -Be $text
    }

    It 'writes the pool of a plan, which then has nothing to change' {
        $file = Join-Path $TestDrive 'pool.yaml'
        Get-DpuIpamPlan (Join-Path $Examples 'example-pool1-subnet.yaml') -NodeCount 3 |
            ConvertTo-DpuManifest -IncludeStatus | Set-Content $file
        $plan = Get-DpuIpamPlan $file -NodeCount 3
        $plan.Changes | Should -BeNullOrEmpty
        $plan.Allocations.Change | Should -Be 'Kept', 'Kept', 'Kept'
    }
}
