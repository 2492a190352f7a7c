namespace Reprise.Pricing;

/// <summary>
/// The names one model may be priced under. A provider's answer says <c>gpt-4o-2024-08-06</c>, <c>us.anthropic.claude-sonnet-4-20250514-v1:0</c> or
/// <c>models/gemini-2.5-pro</c>; a price list says less.
/// </summary>
internal static class ModelNames
{
    /// <summary>Longer names are no model's; they cost a scan and could fill the cache with text.</summary>
    public const int LongestName = 256;

    private static readonly string[] s_bedrockRegions = ["us.", "eu.", "apac.", "global.", "jp.", "au.", "ca.", "sa.", "us-gov."];

    /// <summary>The name as given, then plainer ones, each to be tried only when those before it are unknown. All in lower case.</summary>
    /// <param name="model">As the provider or the caller wrote it.</param>
    /// <param name="isOwnPrefix">Whether a first path segment, as in <c>openai/gpt-4o</c>, names the provider itself, or a vendor it sells at the vendor's price.</param>
    public static List<string> Candidates(string model, Func<string, bool> isOwnPrefix)
    {
        var names = new List<string>(4);
        var name = model.Trim().ToLowerInvariant();
        Add(names, name);

        // 1. Paths: ARNs, resource names, the provider's own prefix.
        if (name.StartsWith("arn:", StringComparison.Ordinal)) Add(names, name = AfterLast(name, '/'));
        if (name.StartsWith("models/", StringComparison.Ordinal)) Add(names, name = name["models/".Length..]);
        if (IndexAfter(name, "publishers/", "/models/") is var rest and > 0) Add(names, name = name[rest..]);
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && isOwnPrefix(name[..slash])) Add(names, name = name[(slash + 1)..]);
        if (IndexAfter(name, "accounts/", "/models/") is var account and > 0) Add(names, name[account..]);

        // 2. Regions of Bedrock; a region that costs more is listed with its prefix and found before this.
        foreach (var region in s_bedrockRegions)
        {
            if (!name.StartsWith(region, StringComparison.Ordinal)) continue;
            Add(names, name = name[region.Length..]);
            break;
        }

        // 3. A fine-tuned model is priced by its base, but as fine-tuned: the "ft:" stays.
        if (name.StartsWith("ft:", StringComparison.Ordinal) && name.IndexOf(':', 3) is var end and > 0) Add(names, name = name[..end]);

        // 4. Azure writes 3.5 without its point.
        if (name.StartsWith("gpt-35", StringComparison.Ordinal)) Add(names, name = "gpt-3.5" + name["gpt-35".Length..]);

        // 5. Versions and dates at the end. Not "-latest": the newest of a family may cost more than its first.
        var at = name.IndexOf('@', StringComparison.Ordinal);
        if (at > 0) Add(names, name = name[..at]);
        foreach (var suffix in (ReadOnlySpan<string>)[":latest", "-v1:0", ":0"])
        {
            if (name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal)) Add(names, name = name[..^suffix.Length]);
        }

        if (DateLength(name) is var date and > 0) Add(names, name[..^date]);
        return names;
    }

    private static void Add(List<string> names, string name)
    {
        if (name.Length > 0 && !names.Contains(name)) names.Add(name);
    }

    private static string AfterLast(string text, char separator) => text[(text.LastIndexOf(separator) + 1)..];

    private static int IndexAfter(string text, string start, string middle)
    {
        var index = text.IndexOf(middle, StringComparison.Ordinal);
        return index > 0 && text.Contains(start, StringComparison.Ordinal) ? index + middle.Length : -1;
    }

    /// <summary>The length of a date at the end, <c>-2024-08-06</c> or <c>-20240806</c>, or 0.</summary>
    private static int DateLength(string name)
    {
        if (Ends(name, "-20##-##-##")) return 11;
        return Ends(name, "-20######") ? 9 : 0;
    }

    private static bool Ends(string name, string shape)
    {
        if (name.Length <= shape.Length) return false;
        var tail = name.AsSpan(name.Length - shape.Length);
        for (var i = 0; i < shape.Length; i++)
        {
            if (shape[i] == '#' ? !char.IsAsciiDigit(tail[i]) : shape[i] != tail[i]) return false;
        }

        return true;
    }
}
