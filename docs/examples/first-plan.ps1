# Plans the two documented examples, each by itself: how much fits, who gets which addresses, what is worth knowing.
param([int] $NodeCount = 3)

foreach ($file in 'example-pool1-subnet.yaml', 'example-pool2-network.yaml') {
    $plan = Get-DpuIpamPlan -LiteralPath "$PSScriptRoot/$file" -NodeCount $NodeCount
    $plan | Out-Default
    $plan | Get-DpuPoolAllocation | Out-Default
    $plan.Findings | Out-Default
}
