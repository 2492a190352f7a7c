using System.Text.Json;

namespace Reprise.Cli.Commands.Cache;

/// <summary>What a person gives as a tool's input: JSON where it is an object, a list or in quotation marks, else a text.</summary>
internal static class JsonInput
{
    public static JsonElement Read(string text)
    {
        if (text.AsSpan().TrimStart() is ['{' or '[' or '"', ..])
        {
            try
            {
                return JsonElement.Parse(text);
            }
            catch (JsonException)
            {
                // A text that begins like JSON is a text all the same.
            }
        }

        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) writer.WriteStringValue(text);
        return JsonElement.Parse(stream.ToArray());
    }
}
