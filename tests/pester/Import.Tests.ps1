# What a user relies on when the module is imported. DPUIPAM_MODULE names another copy than the built one.

BeforeAll {
    $Module = $env:DPUIPAM_MODULE ? $env:DPUIPAM_MODULE : (Join-Path $PSScriptRoot '../../out/DpuIpam/DpuIpam.psd1')
    $Example = Join-Path $PSScriptRoot '../../docs/examples/example-pool1-subnet.yaml'
    Import-Module $Module -Force
}

AfterAll {
    Remove-Module DpuIpam -ErrorAction Ignore
}

Describe 'The module' {
    It 'has a valid manifest' {
        (Test-ModuleManifest $Module).Name | Should -Be 'DpuIpam'
    }

    It 'exports exactly the cmdlets that its manifest names' {
        $declared = (Import-PowerShellDataFile $Module).CmdletsToExport
        (Get-Command -Module DpuIpam).Name | Sort-Object | Should -Be ($declared | Sort-Object)
    }

    It 'uses approved verbs' {
        $approved = (Get-Verb).Verb
        (Get-Command -Module DpuIpam).Verb | ForEach-Object { $_ | Should -BeIn $approved }
    }

    It 'imports without a warning' {
        Import-Module $Module -Force -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
    }

    It 'works after it was imported again by force' {
        Import-Module $Module -Force
        (Get-DpuIpamPlan $Example -NodeCount 3).Allocated | Should -Be 3
    }

    It 'works after it was removed and imported again' {
        Remove-Module DpuIpam
        Get-Module DpuIpam | Should -BeNullOrEmpty
        Import-Module $Module
        (Get-DpuIpamPlan $Example -NodeCount 3).Allocated | Should -Be 3
    }

    It 'keeps its YamlDotNet to itself' {
        $null = Get-DpuIpamPlan $Example
        $own = [AppDomain]::CurrentDomain.GetAssemblies().Where({
            $_.GetName().Name -eq 'YamlDotNet' -and $_.Location -like '*DpuIpam*'
        })
        $own.Count | Should -Be 1
        [Runtime.Loader.AssemblyLoadContext]::GetLoadContext($own[0]).Name | Should -Be 'DpuIpam.Clusters'
    }

    It 'works in parallel runspaces' {
        $allocated = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:Module
            (Get-DpuIpamPlan $using:Example -NodeCount 3).Allocated
        }
        $allocated | Should -Be 3, 3, 3, 3
    }
}

Describe 'Help' {
    It 'explains every cmdlet and every parameter' {
        foreach ($command in Get-Command -Module DpuIpam) {
            $help = Get-Help $command.Name -Full
            $help.Synopsis | Should -BeLike '*.' -Because $command.Name
            @($help.examples.example).Count | Should -BeGreaterOrEqual 2 -Because $command.Name
            foreach ($parameter in @($help.parameters.parameter)) {
                $parameter.description.Text | Should -Not -BeNullOrEmpty -Because "$($command.Name) -$($parameter.name)"
            }
        }
    }

    It 'has the topic about_DpuIpam' {
        Get-Help about_DpuIpam | Out-String | Should -BeLike '*DPUServiceIPAM*'
    }
}
