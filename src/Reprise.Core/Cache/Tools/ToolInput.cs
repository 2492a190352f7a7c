using System.Text.Json;

namespace Reprise.Cache.Tools;

/// <summary>
/// What a tool was given, in the one form that recording and asking share: a text, or JSON as it was written. A prompt and nothing else is its text, however it was
/// wrapped; parameters and nothing else are those parameters.
/// </summary>
public static class ToolInput
{
    /// <summary>Of a value in a request to the API.</summary>
    public static string Of(JsonElement input)
    {
        if (input.ValueKind == JsonValueKind.String) return input.GetString()!;
        if (input.ValueKind != JsonValueKind.Object || Only(input) is not { } only) return input.GetRawText();
        if (only.NameEquals("parameters") && only.Value.ValueKind == JsonValueKind.Object) return Of(only.Value);
        return only.NameEquals("prompt") && only.Value.ValueKind == JsonValueKind.String ? only.Value.GetString()! : input.GetRawText();
    }

    /// <summary>Of a recorded body; null when it is no text.</summary>
    public static string? Of(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Of(json.RootElement);
        }
        catch (JsonException)
        {
            return Text(body.Span);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: JSON may hold it and a text may not.
            return null;
        }
    }

    private static string? Text(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes) ? System.Text.Encoding.UTF8.GetString(bytes) : null;

    private static JsonProperty? Only(JsonElement json)
    {
        JsonProperty? only = null;
        foreach (var property in json.EnumerateObject())
        {
            if (only is not null) return null;
            only = property;
        }

        return only;
    }
}
