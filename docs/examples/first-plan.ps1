# Plans the two documented examples: how much fits, which node gets which addresses, and what is worth knowing.
param([int] $NodeCount = 3)

$plan = Get-DpuIpamPlan -Path $PSScriptRoot -NodeCount $NodeCount
$plan | Out-Default
$plan | Get-DpuPoolAllocation | Out-Default
$plan | ForEach-Object Findings | Out-Default
