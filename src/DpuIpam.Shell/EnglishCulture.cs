using System.Globalization;

namespace DpuIpam.Shell;

/// <summary>The invariant culture with a name for its language.</summary>
/// <remarks>
/// The engine breaks lines at words only for cultures whose two-letter language it knows. Without the system's
/// globalization data, which containers often lack, every culture is the invariant one.
/// </remarks>
internal sealed class EnglishCulture() : CultureInfo("")
{
    public override string TwoLetterISOLanguageName => "en";
}
