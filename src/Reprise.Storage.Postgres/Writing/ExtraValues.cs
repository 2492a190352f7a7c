using System.Buffers;
using System.Text;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Store;

namespace Reprise.Storage.Postgres.Writing;

/// <summary>The values few interactions have and no filter asks for, together in one JSON column; null when there are none.</summary>
internal static class ExtraValues
{
    public static string? Write(Interaction interaction)
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
                if (cache.Reason is not null) json.WriteString("cache_reason", PostgresText.Encode(cache.Reason));
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static Interaction Read(string text, Interaction interaction)
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
                    Reason = values.TryGetProperty("cache_reason", out var reason) ? PostgresText.Decode(reason.GetString()) : null,
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
