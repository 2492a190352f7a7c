using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Reprise.Cli.Settings;

/// <summary>Looks through settings for what a server would stumble over or silently ignore. All mistakes at once, each by its name.</summary>
internal static class SettingsCheck
{
    public static IReadOnlyList<SettingsProblem> Run(IConfiguration settings)
    {
        var problems = new List<SettingsProblem>();
        foreach (var (key, value) in settings.AsEnumerable().Where(static pair => pair.Value is not null).OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            var first = key.Split(':')[0];
            if (KnownSettings.Foreign.Contains(first, StringComparer.OrdinalIgnoreCase) || KnownSettings.CommandLine.Contains(key, StringComparer.OrdinalIgnoreCase)) continue;
            var known = KnownSettings.All.FirstOrDefault(setting => setting.Is(key));
            if (known is null) problems.Add(new SettingsProblem(key, "no such setting; it has no effect", Nearest(key)));
            else if (WhatIsWrong(known, value!) is { } wrong) problems.Add(new SettingsProblem(key, wrong, null));
        }

        foreach (var provider in settings.GetSection("Providers").GetChildren())
        {
            if (string.IsNullOrEmpty(provider["BaseUrl"]) && !KnownSettings.BuiltInProviders.Contains(provider.Key, StringComparer.OrdinalIgnoreCase)) problems.Add(new SettingsProblem($"Providers:{provider.Key}:BaseUrl", "missing; a provider needs an address", null));
        }

        return problems;
    }

    private static string? WhatIsWrong(KnownSetting setting, string value) => setting.Type switch
    {
        SettingType.HttpUrl => Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https")
            ? uri.Query.Length > 0 || uri.UserInfo.Length > 0 ? $"'{value}' holds a query string or credentials; a base address has neither" : null
            : $"'{value}' is not an address; expected something like https://api.example.com",
        SettingType.Number => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= 0
            ? null
            : $"'{value}' is not a whole number of at least 0",
        SettingType.Flag => bool.TryParse(value, out _) ? null : $"'{value}' is neither true nor false",
        SettingType.Duration => TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero ? null : $"'{value}' is not a duration; expected hours:minutes:seconds, such as 00:01:30",
        _ => string.IsNullOrWhiteSpace(value) ? "is empty" : null,
    };

    /// <summary>The known name nearest to a mistyped one, in its own place and with its own provider's name.</summary>
    private static string? Nearest(string key)
    {
        var parts = key.Split(':');
        return NearWord.Find(key, KnownSettings.All
            .Select(setting => setting.Name.Split(':'))
            .Where(known => known.Length == parts.Length)
            .Select(known => string.Join(':', known.Select((part, i) => part == "*" ? parts[i] : part))));
    }
}

/// <param name="Setting">Its name, with ':' between the parts.</param>
/// <param name="Problem">What is wrong with it.</param>
/// <param name="Suggestion">The name that was probably meant, or null.</param>
internal sealed record SettingsProblem(string Setting, string Problem, string? Suggestion);
