using System.Text;
using System.Text.Json;

namespace Reprise.Playback.Faults;

/// <summary>A call as conditions look at it: its body is read when the first one needs it.</summary>
internal sealed class AskedRequest(string lane, TapeRequest request) : IDisposable
{
    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = TapeJson.MaxBodyDepth };
    private JsonDocument? _json;
    private bool _isRead;

    public string Lane { get; } = lane;
    public TapeRequest Request { get; } = request;

    /// <summary>From the body, or from the path where it stands there.</summary>
    public string? Model => Find("/model") is { ValueKind: JsonValueKind.String } model ? TapeJson.TextOf(model) : ModelInPath();

    public bool Has(string text) => Request.Body.Span.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    public bool Has(string pointer, JsonElement value)
    {
        try
        {
            return Find(pointer) is { } found && JsonElement.DeepEquals(found, value);
        }
        catch (InvalidOperationException)
        {
            // Half of a character; a script, which has none, cannot mean it.
            return false;
        }
    }

    public void Dispose() => _json?.Dispose();

    private JsonElement? Find(string pointer)
    {
        try
        {
            return Follow(pointer);
        }
        catch (InvalidOperationException)
        {
            // The name of a member has half of a character.
            return null;
        }
    }

    private JsonElement? Follow(string pointer)
    {
        if (Root() is not { } at) return null;
        foreach (var segment in pointer.Split('/').Skip(1).Select(static s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
        {
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(segment, out var member)) at = member;
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(segment, out var index) && index >= 0 && index < at.GetArrayLength()) at = at[index];
            else return null;
        }

        return at;
    }

    private JsonElement? Root()
    {
        if (!_isRead)
        {
            _isRead = true;
            try
            {
                _json = Request.Body.IsEmpty ? null : JsonDocument.Parse(Request.Body, s_reading);
            }
            catch (JsonException)
            {
                // Has no values to look for.
            }
        }

        return _json?.RootElement;
    }

    private string? ModelInPath()
    {
        var parts = Request.Path.Split('/');
        var at = Array.FindIndex(parts, static part => part is "models" or "model" or "deployments");
        return at >= 0 && at + 1 < parts.Length ? Uri.UnescapeDataString(parts[at + 1].Split(':')[0]) : null;
    }
}
