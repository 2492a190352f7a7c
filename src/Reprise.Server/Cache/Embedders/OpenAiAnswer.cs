using System.Text.Json;

namespace Reprise.Server.Cache.Embedders;

/// <summary>Reads <c>{"data":[{"index":0,"embedding":[…]}]}</c>, and refuses whatever is not exactly what was asked for.</summary>
internal static class OpenAiAnswer
{
    /// <param name="body">Any bytes.</param>
    /// <param name="count">Texts that were sent.</param>
    /// <param name="vectors">As many vectors, filled completely when nothing is thrown.</param>
    /// <exception cref="EmbedderException">It is something else.</exception>
    public static void Read(ReadOnlyMemory<byte> body, int count, Span<float> vectors)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var data = document.RootElement.GetProperty("data");
            ForeignVector.RequireCount(data.GetArrayLength(), count);
            var seen = new bool[count];
            var place = 0;
            foreach (var item in data.EnumerateArray())
            {
                var index = item.TryGetProperty("index", out var named) ? named.GetInt32() : place;
                if (index < 0 || index >= count || seen[index]) throw new EmbedderException("The embedder's answer names a text twice, or one that was not sent.");
                seen[index] = true;
                Read(item.GetProperty("embedding"), vectors.Slice(index * (vectors.Length / count), vectors.Length / count));
                place++;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw new EmbedderException("The embedder's answer is not the JSON that was expected.", e);
        }
    }

    private static void Read(JsonElement embedding, Span<float> vector)
    {
        ForeignVector.RequireDimensions(embedding.GetArrayLength(), vector.Length);
        var i = 0;
        foreach (var value in embedding.EnumerateArray()) vector[i++] = value.GetSingle();
    }
}
