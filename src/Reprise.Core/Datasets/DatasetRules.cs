using System.Text;

namespace Reprise.Datasets;

/// <summary>What a dataset may hold.</summary>
public static class DatasetRules
{
    public const int MaxCases = 100_000;

    /// <summary>Of a request or an expected answer, as UTF-8.</summary>
    public const int MaxTextBytes = 700_000;
    public const int MaxVersions = 1000;
    public const int MaxTags = 32;
    public const string NameRule = "1 to 64 of a-z, 0-9, '-', '_', '.'";

    public static bool IsValidName(string? name) =>
        name is { Length: > 0 and <= 64 } && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.');

    /// <summary>Why a case cannot be kept, in words without its content; null when it can.</summary>
    public static string? MistakeOf(DatasetCase item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.CaseId is not { Length: > 0 and <= 256 } || item.CaseId.Any(char.IsControl)) return "a case needs a name of 1 to 256 characters, none of them a control character";
        if (item.InteractionId is null && item.Request is null) return "names neither an interaction nor a request";
        if (Encoding.UTF8.GetByteCount(item.Request?.Body ?? "") > MaxTextBytes) return $"has a request of more than {MaxTextBytes:N0} bytes";
        if (Encoding.UTF8.GetByteCount(item.Expected ?? "") > MaxTextBytes) return $"has an expected answer of more than {MaxTextBytes:N0} bytes";
        return item.Tags.Count > MaxTags ? $"has more than {MaxTags} tags" : null;
    }
}
