using System.Text.Json;

namespace Reprise.Client;

/// <summary>Reads problem details. Whatever stands in front of the server may answer too, so any other body is understood as well as can be.</summary>
internal static class Problem
{
    private const int MaxBytes = 64 * 1024;

    public static async Task<RepriseApiException> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var bytes = await ReadSomeAsync(response, cancellationToken).ConfigureAwait(false);
        string? title = null, detail = null, suggestion = null, code = null;
        IReadOnlyList<string> stillWorks = [];
        int? position = null;
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            title = Text(root, "title");
            detail = Text(root, "detail") ?? FirstOfErrors(root);
            suggestion = Text(root, "suggestion");
            code = Text(root, "code");
            stillWorks = Texts(root, "still_works");
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("position", out var at) && at.TryGetInt32(out var number)) position = number;
        }
        catch (JsonException)
        {
            // Not from our server; the status has to do.
        }
        catch (InvalidOperationException)
        {
            // A position that is no number.
        }

        title ??= response.ReasonPhrase;
        return new RepriseApiException(detail ?? title ?? $"HTTP status {(int)response.StatusCode}")
        {
            Status = response.StatusCode,
            Title = title,
            Detail = detail,
            Position = position,
            Suggestion = suggestion,
            Code = code,
            StillWorks = stillWorks,
        };
    }

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static IReadOnlyList<string> Texts(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!)]
            : [];

    private static string? FirstOfErrors(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("errors", out var errors) || errors.ValueKind != JsonValueKind.Array) return null;
        return errors.GetArrayLength() == 0 ? null : Text(errors[0], "message");
    }

    private static async Task<byte[]> ReadSomeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[MaxBytes];
            var count = await stream.ReadAtLeastAsync(buffer, MaxBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return buffer[..count];
        }
    }
}
