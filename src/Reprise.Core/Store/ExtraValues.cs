using System.Buffers;
using System.Text;
using System.Text.Json;
using Reprise.Interactions;

namespace Reprise.Store;

/// <summary>The values few interactions have and few filters ask for, together in one JSON column; null when there are none.</summary>
internal static class ExtraValues
{
    /// <param name="interaction">The one to write.</param>
    /// <param name="encode">How an engine keeps text that its JSON cannot hold; null where it holds all.</param>
    public static string? Write(Interaction interaction, Func<string?, string?>? encode = null)
    {
        if (!HasAny(interaction)) return null;
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, read) in RareNumbers.All)
            {
                if (read(interaction) is { } number) json.WriteNumber(name, number);
            }

            if (interaction.Cache is { } cache)
            {
                if (cache.Similarity is { } similarity) json.WriteNumber("cache_similarity", similarity);
                if (cache.SourceInteractionId is { } source) json.WriteString("cache_source", source.ToString());
                if (cache.Reason is not null) json.WriteString("cache_reason", encode is null ? cache.Reason : encode(cache.Reason));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <param name="text">What <see cref="Write"/> wrote.</param>
    /// <param name="interaction">The one to complete.</param>
    /// <param name="decode">Undoes what was given as <c>encode</c>.</param>
    public static Interaction Read(string text, Interaction interaction, Func<string?, string?>? decode = null)
    {
        using var document = JsonDocument.Parse(text);
        var values = document.RootElement;
        var whole = RareNumbers.Apply(interaction, name => values.TryGetProperty(name, out var value) ? value.GetInt64() : null);
        return whole with
        {
            Cache = interaction.Cache is null
                ? null
                : interaction.Cache with
                {
                    Similarity = values.TryGetProperty("cache_similarity", out var similarity) ? similarity.GetDouble() : null,
                    SourceInteractionId = values.TryGetProperty("cache_source", out var source) ? InteractionId.Parse(source.GetString()!) : null,
                    Reason = values.TryGetProperty("cache_reason", out var reason) ? (decode is null ? reason.GetString() : decode(reason.GetString())) : null,
                },
        };
    }

    private static bool HasAny(Interaction interaction)
    {
        if (interaction.Cache is { } cache && (cache.Similarity is not null || cache.SourceInteractionId is not null || cache.Reason is not null)) return true;
        foreach (var (_, read) in RareNumbers.All)
        {
            if (read(interaction) is not null) return true;
        }

        return false;
    }
}
