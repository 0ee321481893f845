using System.Management.Automation;
using DpuIpam.Clusters.Manifests;

namespace DpuIpam.Input;

/// <summary>Writes errors; of one text, only the first ones, and how many there are beyond them.</summary>
internal sealed class ErrorTally(Cmdlet cmdlet)
{
    private int _more;
    private int _told;
    private bool _isCounting;

    /// <summary>Begins a text.</summary>
    public void Begin() => (_isCounting, _told, _more) = (true, 0, 0);

    public void Write(ErrorRecord error)
    {
        if (_isCounting && _told >= ManifestLimits.Default.Errors)
        {
            _more++;
            return;
        }

        _told++;
        cmdlet.WriteError(error);
    }

    /// <summary>Ends a text.</summary>
    /// <param name="more">Errors that were counted by its reader.</param>
    /// <param name="isCut">Whether it was not read to its end.</param>
    public void End(int more, bool isCut)
    {
        _isCounting = false;
        if (_more + more > 0) cmdlet.WriteError(Errors.MoreErrors(_more + more, isCut));
    }
}
