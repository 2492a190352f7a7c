using System.Text;
using System.Text.Json;
using Reprise.Wire;

namespace Reprise.Replay.Sessions.Forms;

/// <summary>Puts the content of a streamed Anthropic answer together as the whole answer would have had it, signatures of thinking included: the provider wants them back.</summary>
internal static class AnthropicStream
{
    /// <summary>The content's JSON list; null when the stream does not reach its end.</summary>
    public static ReadOnlyMemory<byte>? Content(ReadOnlyMemory<byte> body)
    {
        var blocks = new SortedDictionary<int, Block>();
        var ended = false;
        var events = new SseReader(body.Span);
        while (events.Next())
        {
            var data = new ReadOnlyMemory<byte>(events.Data.ToArray());
            var kind = JsonPlaces.Text(JsonPlaces.Value(data, "type"));
            ended |= kind == "message_stop";
            if (kind is not ("content_block_start" or "content_block_delta") || !int.TryParse(Encoding.UTF8.GetString((JsonPlaces.Value(data, "index") ?? default).Span), out var index)) continue;
            if (kind == "content_block_start" && JsonPlaces.Value(data, "content_block") is { } start) blocks[index] = new Block(start);
            else if (blocks.TryGetValue(index, out var block) && JsonPlaces.Value(data, "delta") is { } delta) block.Add(delta);
        }

        return !ended ? default(ReadOnlyMemory<byte>?) : JsonPlaces.Write(writer =>
        {
            writer.WriteStartArray();
            foreach (var block in blocks.Values) writer.WriteRawValue(block.Whole().Span, skipInputValidation: true);
            writer.WriteEndArray();
        });
    }

    /// <summary>One block: as it began, and what came to it.</summary>
    private sealed class Block(ReadOnlyMemory<byte> start)
    {
        private readonly Dictionary<string, StringBuilder> _texts = new(StringComparer.Ordinal);
        private readonly StringBuilder _input = new();
        private readonly List<ReadOnlyMemory<byte>> _citations = [];

        public void Add(ReadOnlyMemory<byte> delta)
        {
            foreach (var name in (string[])["text", "thinking", "signature"])
                if (JsonPlaces.Text(JsonPlaces.Value(delta, name)) is { } piece) (_texts.TryGetValue(name, out var text) ? text : _texts[name] = new StringBuilder()).Append(piece);
            _input.Append(JsonPlaces.Text(JsonPlaces.Value(delta, "partial_json")));
            if (JsonPlaces.Value(delta, "citation") is { } citation) _citations.Add(citation);
        }

        public ReadOnlyMemory<byte> Whole()
        {
            var names = JsonPlaces.Names(start.Span) ?? [];
            var changes = new List<(Range, ReadOnlyMemory<byte>)>();
            foreach (var (name, text) in _texts)
            {
                var begun = JsonPlaces.Text(JsonPlaces.Value(start, name)) ?? "";
                if (JsonPlaces.Find(start.Span, Encoding.UTF8.GetBytes(name)) is { } place) changes.Add((place, JsonPlaces.String(begun + text)));
            }

            if (_input.Length > 0 && JsonPlaces.Find(start.Span, "input"u8) is { } input) changes.Add((input, Encoding.UTF8.GetBytes(_input.ToString())));
            var block = JsonPlaces.Replace(start, changes);

            // What the start does not have yet goes to its end.
            foreach (var (name, text) in _texts.Where(text => !names.Contains(text.Key))) block = With(block, name, JsonPlaces.String(text.ToString()));
            return _citations.Count == 0 ? block : With(block, "citations", JsonPlaces.Write(writer =>
            {
                writer.WriteStartArray();
                foreach (var citation in _citations) writer.WriteRawValue(citation.Span, skipInputValidation: true);
                writer.WriteEndArray();
            }));
        }

        private static ReadOnlyMemory<byte> With(ReadOnlyMemory<byte> block, string name, ReadOnlyMemory<byte> value) => JsonPlaces.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var property in (JsonPlaces.Names(block.Span) ?? []).Where(property => property != name))
            {
                writer.WritePropertyName(property);
                writer.WriteRawValue(JsonPlaces.Value(block, property)!.Value.Span, skipInputValidation: true);
            }

            writer.WritePropertyName(name);
            writer.WriteRawValue(value.Span, skipInputValidation: true);
            writer.WriteEndObject();
        });
    }
}
