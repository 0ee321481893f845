using System.Globalization;

namespace DpuIpam.Cmdlets.Tests.Hosting;

/// <summary>The engine wraps at words only in some languages, and the invariant culture is none of them.</summary>
internal sealed class English() : CultureInfo("")
{
    public override string TwoLetterISOLanguageName => "en";
}
