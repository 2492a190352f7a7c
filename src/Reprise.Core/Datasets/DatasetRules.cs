using System.Text;
using System.Text.Json;

namespace Reprise.Datasets;

/// <summary>What a dataset may hold.</summary>
public static class DatasetRules
{
    public const int MaxCases = 100_000;

    /// <summary>Of a request or an expected answer, as UTF-8.</summary>
    public const int MaxTextBytes = 700_000;

    /// <summary>Of all cases of one version, as JSON.</summary>
    public const long MaxVersionBytes = 256L << 20;
    public const int MaxVersions = 1000;
    public const int MaxTags = 32;
    public const int MaxDescription = 2000;
    public const string NameRule = "1 to 64 of a-z, 0-9, '-', '_', '.'";

    public static bool IsValidName(string? name) =>
        name is { Length: > 0 and <= 64 } && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.');

    /// <summary>Why a case cannot be kept, in words without its content; null when it can.</summary>
    public static string? MistakeOf(DatasetCase item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (!IsText(item.CaseId, 256)) return "needs a name of 1 to 256 characters, none of them a control character";
        if (item.InteractionId is null && item.Request is null) return "names neither an interaction nor a request";
        if (item.Request is { } request && MistakeOf(request) is { } mistake) return mistake;
        if (Encoding.UTF8.GetByteCount(item.Expected ?? "") > MaxTextBytes) return $"has an expected answer of more than {MaxTextBytes:N0} bytes";
        if (item.Tags.Count > MaxTags) return $"has more than {MaxTags} tags";
        return item.Tags.All(static tag => IsText(tag, 128)) ? null : "has a tag that is not 1 to 128 characters without control characters";
    }

    private static string? MistakeOf(DatasetRequest request)
    {
        if (!IsText(request.Provider, 64)) return "needs the provider of its request, by its configured name";
        if (!IsText(request.Path, 2048) || !request.Path.StartsWith('/')) return "needs the path of its request, such as /v1/chat/completions";
        if (Encoding.UTF8.GetByteCount(request.Body) > MaxTextBytes) return $"has a request of more than {MaxTextBytes:N0} bytes";
        try
        {
            using var json = JsonDocument.Parse(request.Body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? null : "has a request that is no JSON object";
        }
        catch (JsonException)
        {
            return "has a request that is not JSON";
        }
    }

    private static bool IsText(string? text, int most) => text is { Length: > 0 } && text.Length <= most && !text.Any(char.IsControl);
}
