using DpuIpam.Resources;

namespace DpuIpam.Clusters.Sync;

/// <summary>Makes an object anew in the other mode, which DPF refuses as an edit: deletes it with the pools that the new one has
/// no use for, sees them gone, and makes the new one.</summary>
/// <remarks>DPF deletes all pools of an object with it. Without DPF, pools that are as the new object wants them already stay,
/// as after an edit by hand that no sync has followed; they tell its shares.</remarks>
internal static class ModeSwitch
{
    /// <summary>Plans the removal that a switch begins with.</summary>
    public static ServiceIpamRemoval Prepare(ServiceIpamEditPlan edit) => ServiceIpamRemover.Prepare(
        edit.Plan.Session, edit.Plan.Inventory, edit.Live!, edit.Plan.Options, edit.Unit.Removals);

    /// <summary>Switches the mode of an object that nothing stands in the way of.</summary>
    /// <returns>The object as the cluster has it now.</returns>
    /// <exception cref="ClusterException">Nothing was deleted.</exception>
    /// <exception cref="HalfDoneException">A deletion was sent, and the new object is not there.</exception>
    public static async Task<ServiceIpamResource> RunAsync(
        ServiceIpamEditPlan edit, bool isForced, CancellationToken cancellation)
    {
        var isBegun = false;
        var isDeleted = false;
        var removal = Prepare(edit) with { Sent = () => isBegun = true };
        await RemovalRights.CheckAsync(removal, isMadeAnew: true, cancellation).ConfigureAwait(false);
        await ServiceIpamWriter.ProbeAsync(edit, cancellation).ConfigureAwait(false);
        try
        {
            await ServiceIpamRemover.RemoveAsync(removal, cancellation).ConfigureAwait(false);
            isDeleted = true;
            return await ServiceIpamWriter.WriteAsync(edit, isForced, cancellation).ConfigureAwait(false);
        }
        catch (ClusterException error) when (isBegun)
        {
            throw new HalfDoneException(error, isDeleted);
        }
    }
}

/// <summary>A switch of the mode that was not brought to its end.</summary>
/// <param name="cause">What went wrong.</param>
/// <param name="isDeleted">Whether the old object is gone; else its deletion, or that of its pools, was sent.</param>
internal sealed class HalfDoneException(ClusterException cause, bool isDeleted) : Exception(cause.Message, cause)
{
    public ClusterException Cause { get; } = cause;

    public bool IsDeleted { get; } = isDeleted;
}
