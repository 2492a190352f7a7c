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

            if (interaction.Replay?.Of is { } original) json.WriteString("replay_of", original.ToString());
            Text(json, "replay_run", interaction.Replay?.Run);
            Text(json, "prompt_template", interaction.PromptTemplate);
            Text(json, "query", interaction.Query);
            if (interaction.RequestHeaders.Count > 0)
            {
                // Names and values in turn: as a list they keep their order on every engine.
                json.WriteStartArray("request_headers");
                foreach (var (name, value) in interaction.RequestHeaders)
                {
                    json.WriteStringValue(Encoded(name));
                    json.WriteStringValue(Encoded(value));
                }

                json.WriteEndArray();
            }

            NoteJson.WriteMembers(json, interaction.Privacy, interaction.Security, encode);
            if (interaction.Cache is { } cache)
            {
                if (cache.Similarity is { } similarity) json.WriteNumber("cache_similarity", similarity);
                if (cache.SourceInteractionId is { } source) json.WriteString("cache_source", source.ToString());
                Text(json, "cache_reason", cache.Reason);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);

        void Text(Utf8JsonWriter json, string name, string? text)
        {
            if (text is not null) json.WriteString(name, Encoded(text));
        }

        string? Encoded(string text) => encode is null ? text : encode(text);
    }

    /// <param name="text">What <see cref="Write"/> wrote.</param>
    /// <param name="interaction">The one to complete.</param>
    /// <param name="decode">Undoes what was given as <c>encode</c>.</param>
    public static Interaction Read(string text, Interaction interaction, Func<string?, string?>? decode = null)
    {
        using var document = JsonDocument.Parse(text);
        var values = document.RootElement;
        var (privacy, security) = NoteJson.Read(values, decode);
        var whole = RareNumbers.Apply(interaction, name => values.TryGetProperty(name, out var value) ? value.GetInt64() : null);
        return whole with
        {
            Replay = ReadReplay(Id("replay_of"), Text("replay_run")),
            PromptTemplate = Text("prompt_template"),
            Query = Text("query"),
            Privacy = privacy,
            Security = security,
            RequestHeaders = ReadHeaders(values, Decoded),
            Cache = interaction.Cache is null
                ? null
                : interaction.Cache with
                {
                    Similarity = values.TryGetProperty("cache_similarity", out var similarity) ? similarity.GetDouble() : null,
                    SourceInteractionId = Id("cache_source"),
                    Reason = Text("cache_reason"),
                },
        };

        InteractionId? Id(string name) => values.TryGetProperty(name, out var value) ? InteractionId.Parse(value.GetString()!) : null;

        string? Text(string name) => values.TryGetProperty(name, out var value) ? Decoded(value.GetString()) : null;

        string? Decoded(string? text) => decode is null ? text : decode(text);
    }

    private static ReplayOrigin? ReadReplay(InteractionId? of, string? run) => of is null && run is null ? null : new ReplayOrigin(of, run);

    private static KeyValuePair<string, string>[] ReadHeaders(JsonElement values, Func<string?, string?> decoded)
    {
        if (!values.TryGetProperty("request_headers", out var list)) return [];
        var headers = new KeyValuePair<string, string>[list.GetArrayLength() / 2];
        for (var i = 0; i < headers.Length; i++) headers[i] = new(decoded(list[2 * i].GetString())!, decoded(list[(2 * i) + 1].GetString())!);
        return headers;
    }

    private static bool HasAny(Interaction interaction)
    {
        if (interaction is not { Replay: null, PromptTemplate: null, Query: null, RequestHeaders.Count: 0, Privacy: null, Security: null }) return true;
        if (interaction.Cache is { } cache && (cache.Similarity is not null || cache.SourceInteractionId is not null || cache.Reason is not null)) return true;
        foreach (var (_, read) in RareNumbers.All)
        {
            if (read(interaction) is not null) return true;
        }

        return false;
    }
}
