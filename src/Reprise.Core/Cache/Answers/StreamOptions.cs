using System.Text.Json;
using Reprise.Wire;

namespace Reprise.Cache.Answers;

/// <summary>Reads OpenAI's <c>stream_options</c> out of a request.</summary>
internal static class StreamOptions
{
    public static bool IncludesUsage(ReadOnlyMemory<byte> request)
    {
        if (request.Span.IndexOf("include_usage"u8) < 0) return false;
        try
        {
            var json = new JsonCursor(request.Span);
            if (!json.Start() || !json.IsObject) return false;
            while (json.NextProperty(out var name))
            {
                if (name.Is("stream_options"u8) && json.IsObject) return Read(ref json);
                json.Skip();
            }
        }
        catch (JsonException)
        {
            // What cannot be read wishes nothing.
        }

        return false;
    }

    private static bool Read(ref JsonCursor json)
    {
        var includes = false;
        while (json.NextProperty(out var name))
        {
            if (name.Is("include_usage"u8)) includes = json.Flag() ?? false;
            else json.Skip();
        }

        return includes;
    }
}
