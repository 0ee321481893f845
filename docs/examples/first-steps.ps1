# First steps, on files alone. Plans the two documented examples, each by itself: how much fits, who gets which addresses,
# what is worth knowing. Then plans and syncs a copy of the example clusters, and syncs again: nothing is left to do.
param([int] $NodeCount = 3)

foreach ($file in 'example-pool1-subnet.yaml', 'example-pool2-network.yaml') {
    $plan = Get-DpuIpamPlan -LiteralPath "$PSScriptRoot/$file" -NodeCount $NodeCount
    $plan | Out-Default
    $plan | Get-DpuPoolAllocation | Out-Default
    $plan.Findings | Out-Default
}

$folder = & "$PSScriptRoot/new-lab.ps1"
$lab = Connect-DpuCluster -Path $folder -Name lab
try {
    Get-DpuIpamPlan -Connection $lab | Out-Default
    # One DPU cluster after the other, so that the rows come in their order.
    Sync-DpuPool -All -Allocate -ThrottleLimit 1 -Connection $lab | Out-Default
    Get-DpuPoolAllocation -Connection $lab | Out-Default
    Sync-DpuPool -All -Allocate -ThrottleLimit 1 -Connection $lab | Out-Default
}
finally {
    Disconnect-DpuCluster -Connection $lab
    [IO.Directory]::Delete($folder, $true)
}
