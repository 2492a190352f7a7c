using System.Globalization;
using Reprise.Routing;

namespace Reprise.Cli.Commands.Route;

/// <summary>A target as one writes it: <c>[name=][provider/]model[@weight][&lt;=complexity]</c>.</summary>
internal static class TargetText
{
    public const string Help = "[name=][provider/]model[@weight][<=complexity]";

    public static string Of(RouteTarget target) =>
        $"{(target.Name is { } name ? name + "=" : "")}{(target.Provider is { } provider ? provider + "/" : "")}{target.Model}"
        + string.Create(CultureInfo.InvariantCulture, $"{(target.Weight is { } weight ? $"@{weight}" : "")}{(target.UpTo is { } most ? $"<={most}" : "")}");

    /// <summary>Null when it is none.</summary>
    public static RouteTarget? Read(string text)
    {
        int? upTo = null, weight = null;
        if (text.LastIndexOf("<=", StringComparison.Ordinal) is > 0 and var bound)
        {
            if (!TryNumber(text[(bound + 2)..], out upTo)) return null;
            text = text[..bound];
        }

        if (text.LastIndexOf('@') is > 0 and var at)
        {
            if (!TryNumber(text[(at + 1)..], out weight)) return null;
            text = text[..at];
        }

        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var name = equals > 0 ? text[..equals] : null;
        if (equals > 0) text = text[(equals + 1)..];
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var provider = slash > 0 ? text[..slash] : null;
        var model = text[(slash + 1)..];
        return model.Length == 0 && provider is null ? null : new RouteTarget { Name = name, Provider = provider, Model = model.Length == 0 ? null : model, Weight = weight, UpTo = upTo };
    }

    private static bool TryNumber(string text, out int? number)
    {
        number = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? read : null;
        return number is not null;
    }
}
