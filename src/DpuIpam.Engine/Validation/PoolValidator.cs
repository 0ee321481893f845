using System.Globalization;
using DpuIpam.Addressing;
using DpuIpam.Resources;

namespace DpuIpam.Validation;

/// <summary>nv-ipam's validation of pools, rule by rule and in its order (docs/upstream.md, 4).</summary>
internal static class PoolValidator
{
    /// <summary>The violated rules; an empty list means that nv-ipam takes the pool.</summary>
    public static IReadOnlyList<SpecError> Validate(PoolResource pool) => pool switch
    {
        IPPoolResource ipPool => IPPoolValidator.Validate(ipPool),
        CidrPoolResource cidrPool => CidrPoolValidator.Validate(cidrPool),
        _ => throw new ArgumentOutOfRangeException(nameof(pool)),
    };

    public static SpecError Invalid(Rule rule, string field, string value, string detail) =>
        new(rule, SpecErrorType.FieldValueInvalid, field, value, detail);

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static void CheckName(string name, string kind, List<SpecError> errors)
    {
        if (name.Length > 0 && char.IsAsciiLetterOrDigit(name[0]) && name.All(IsNameCharacter)) return;
        errors.Add(Invalid(Rules.PoolName, "metadata.name", GoText.Quote(name),
            $"invalid {kind} name, should be compatible with CNI network name"));
    }

    public static void CheckExclusions(PoolResource pool, Prefix range, List<SpecError> errors)
    {
        for (var i = 0; i < pool.Exclusions.Length; i++)
        {
            var (startText, endText) = pool.Exclusions[i];
            var path = $"spec.exclusions[{i}]";
            var hasStart = CheckEnd(startText, path + ".startIP", range, errors, out var start);
            var hasEnd = CheckEnd(endText, path + ".endIP", range, errors, out var end);
            if (hasStart && hasEnd && (start.Family != end.Family || end.Value < start.Value))
            {
                errors.Add(Invalid(Rules.ExclusionReversed, path,
                    $$"""{"startIP":{{GoText.Quote(startText)}},"endIP":{{GoText.Quote(endText)}}}""",
                    "endIP should be equal or greater than startIP"));
            }
        }
    }

    /// <param name="pool">The pool.</param>
    /// <param name="max">Highest index allowed, before the cap of 32 bits.</param>
    /// <param name="place">Upstream's word for a node's addresses.</param>
    /// <param name="errors">Receives the errors.</param>
    public static void CheckPerNodeExclusions(PoolResource pool, UInt128 max, string place, List<SpecError> errors)
    {
        max = UInt128.Min(max, int.MaxValue);
        var outside = $"index is outside of the {place} range (max: {max})";
        for (var i = 0; i < pool.PerNodeExclusions.Length; i++)
        {
            var (start, end) = pool.PerNodeExclusions[i];
            var path = $"spec.perNodeExclusions[{i}]";
            if (start < 0) Add(Rules.PerNodeExclusionNegative, ".startIndex", start, "must be non-negative");
            if (end < 0) Add(Rules.PerNodeExclusionNegative, ".endIndex", end, "must be non-negative");
            if (end < start)
            {
                errors.Add(Invalid(Rules.PerNodeExclusionReversed, path,
                    $$"""{"startIndex":{{Number(start)}},"endIndex":{{Number(end)}}}""",
                    "endIndex must be greater than or equal to startIndex"));
            }

            if (start >= 0 && (UInt128)start > max) Add(Rules.PerNodeExclusionOutside, ".startIndex", start, outside);
            if (end >= 0 && (UInt128)end > max) Add(Rules.PerNodeExclusionOutside, ".endIndex", end, outside);

            void Add(Rule rule, string field, int value, string detail) =>
                errors.Add(Invalid(rule, path + field, Number(value), detail));
        }
    }

    /// <param name="pool">The pool.</param>
    /// <param name="range">The pool's range, when it parses; the family of routes is compared only then.</param>
    /// <param name="gatewayField">The field that gives the pool a gateway.</param>
    /// <param name="hasGateway">Whether that field is set.</param>
    /// <param name="errors">Receives the errors.</param>
    public static void CheckRoutes(
        PoolResource pool, Prefix? range, string gatewayField, bool hasGateway, List<SpecError> errors)
    {
        if (pool.DefaultGateway && !hasGateway)
        {
            errors.Add(Invalid(Rules.DefaultGatewayWithoutGateway, "spec.defaultGateway", "true",
                $"cannot be true if {gatewayField} is not set"));
        }

        if (pool.Routes.Length > 0 && !hasGateway)
        {
            var routes = string.Join(",", pool.Routes.Select(static dst => $$"""{"dst":{{GoText.Quote(dst)}}}"""));
            errors.Add(Invalid(Rules.RoutesWithoutGateway, "spec.routes", $"[{routes}]",
                $"cannot be set if {gatewayField} is not set"));
        }

        for (var i = 0; i < pool.Routes.Length; i++)
        {
            var dst = pool.Routes[i];
            if (!Prefix.TryParse(dst, out var route))
            {
                Add(Rules.RouteInvalid, "is invalid subnet");
                continue;
            }

            route = route.Unmapped;

            if (range is { } own && own.Family != route.Family)
                Add(Rules.RouteFamily, "is not same address family IPv4/IPv6");
            if (pool.DefaultGateway && route.Length == 0)
                Add(Rules.DefaultRouteTwice, "default route is not allowed if 'defaultGateway' is true");

            void Add(Rule rule, string detail) =>
                errors.Add(Invalid(rule, $"spec.routes[{i}].dst", GoText.Quote(dst), detail));
        }
    }

    private static bool CheckEnd(
        string text, string field, Prefix range, List<SpecError> errors, out Address address)
    {
        if (!Address.TryParse(text, out address))
        {
            errors.Add(Invalid(Rules.ExclusionInvalid, field, GoText.Quote(text), "is invalid IP address"));
            return false;
        }

        if (!range.Contains(address))
        {
            errors.Add(Invalid(Rules.ExclusionOutside, field, GoText.Quote(text),
                $"is not part of the {range} subnet"));
        }

        return true;
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-';
}
