@{
    RootModule           = 'DpuIpam.dll'
    ModuleVersion        = '0.1.0'
    GUID                 = '6f3a4f0e-6a0f-4d0b-9d8e-2b1f7b8f4c11'
    Author               = 'The DpuIpam authors'
    CompanyName          = 'The DpuIpam authors'
    Copyright            = 'Copyright (c) The DpuIpam authors. Licensed under the Apache License 2.0.'
    Description          = 'Plans, checks and applies the address pools of NVIDIA DPF networks: which DPU node gets which addresses, exactly as DPF and nv-ipam decide.'
    PowerShellVersion    = '7.4'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('DpuIpam.format.ps1xml')
    CmdletsToExport      = @(
        'Compare-DpuPool'
        'Connect-DpuCluster'
        'ConvertFrom-DpuManifest'
        'ConvertTo-DpuManifest'
        'Disconnect-DpuCluster'
        'Find-DpuIpamLayout'
        'Get-DpuCluster'
        'Get-DpuIpamPlan'
        'Get-DpuIpamRule'
        'Get-DpuNode'
        'Get-DpuPool'
        'Get-DpuPoolAllocation'
        'Get-DpuServiceIpam'
        'New-DpuServiceIpam'
        'Remove-DpuPool'
        'Remove-DpuServiceIpam'
        'Set-DpuServiceIpam'
        'Sync-DpuPool'
        'Test-DpuPool'
        'Test-DpuServiceIpam'
        'Wait-DpuServiceIpam'
        'Watch-DpuPool'
    )
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    PrivateData          = @{
        PSData = @{
            Tags       = @('NVIDIA', 'DPF', 'DPU', 'BlueField', 'IPAM', 'nv-ipam', 'Kubernetes', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://www.apache.org/licenses/LICENSE-2.0'
        }
    }
}
