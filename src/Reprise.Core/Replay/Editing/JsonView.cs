using System.Text;
using System.Text.Json;
using Reprise.Wire;

namespace Reprise.Replay.Editing;

/// <summary>
/// A JSON body looked at by position. Nothing is kept of it but its bytes: each look walks one level, so that depth and size of a hostile body cost time and
/// neither stack nor memory. Strict where the dialects' reading is lenient, since a provider would refuse what we would mend.
/// </summary>
internal sealed class JsonView
{
    /// <summary>More values on one level are not looked at.</summary>
    private const int MostValues = 1_000_000;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = int.MaxValue };

    private readonly ReadOnlyMemory<byte> _bytes;

    private JsonView(ReadOnlyMemory<byte> bytes, JsonPlace root) => (_bytes, Root) = (bytes, root);

    public JsonPlace Root { get; }
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <exception cref="ReplayException">It is no JSON.</exception>
    public static JsonView Of(ReadOnlyMemory<byte> bytes)
    {
        var mark = bytes.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
        try
        {
            var json = new Utf8JsonReader(bytes.Span[mark..], Options);
            json.Read();
            var (start, kind) = (mark + (int)json.TokenStartIndex, json.TokenType);
            json.Skip();
            var end = mark + (int)json.BytesConsumed;
            while (json.Read())
            {
                // The reader throws on anything behind the value.
            }

            return new JsonView(bytes, new JsonPlace(start, end, kind));
        }
        catch (JsonException)
        {
            throw Unreadable("The recorded request is no valid JSON, so nothing in it can be changed.");
        }
    }

    /// <summary>The properties of an object, in order; none for anything else.</summary>
    public List<JsonMember> Members(JsonPlace place)
    {
        var members = new List<JsonMember>();
        if (!place.IsObject) return members;
        var json = Reader(place);
        while (json.Read() && json.TokenType is JsonTokenType.PropertyName)
        {
            var nameStart = place.Start + (int)json.TokenStartIndex;
            var name = JsonText.Read(json.ValueSpan, json.ValueIsEscaped);
            json.Read();
            members.Add(new JsonMember(name, nameStart, Take(ref json, place.Start)));
            if (members.Count == MostValues) throw TooMany();
        }

        return members;
    }

    /// <summary>The values of an array, in order; none for anything else.</summary>
    public List<JsonPlace> Items(JsonPlace place)
    {
        var items = new List<JsonPlace>();
        if (!place.IsArray) return items;
        var json = Reader(place);
        while (json.Read() && json.TokenType is not JsonTokenType.EndArray)
        {
            items.Add(Take(ref json, place.Start));
            if (items.Count == MostValues) throw TooMany();
        }

        return items;
    }

    /// <summary>The property of this name, or null. One that stands there twice throws: two readers may take different ones.</summary>
    public JsonMember? Find(JsonPlace place, string name)
    {
        JsonMember? found = null;
        foreach (var member in Members(place))
        {
            if (member.Name != name) continue;
            if (found is not null) throw Unreadable($"The recorded request has the property '{Shown(name)}' twice, so which of them counts is not certain.");
            found = member;
        }

        return found;
    }

    /// <summary>The content of a string.</summary>
    public string Text(JsonPlace place)
    {
        var written = Written(place)[1..^1];
        return JsonText.Clean(JsonText.Read(written, written.Contains((byte)'\\')));
    }

    public bool TextIs(JsonPlace place, ReadOnlySpan<byte> text) => place.IsString && Written(place)[1..^1].SequenceEqual(text);

    public ReadOnlySpan<byte> Written(JsonPlace place) => _bytes.Span[place.Start..place.End];

    public static string Shown(string name) => name.Length <= 64 ? name : name[..64] + "…";

    private static ReplayException Unreadable(string message) => new(ReplayObstacles.BodyUnreadable, message, "Replaying it unchanged still works.");

    private static ReplayException TooMany() => Unreadable("The recorded request has more values than are looked at.");

    private Utf8JsonReader Reader(JsonPlace place)
    {
        var json = new Utf8JsonReader(Written(place), Options);
        json.Read();
        return json;
    }

    private static JsonPlace Take(ref Utf8JsonReader json, int offset)
    {
        var (start, kind) = (offset + (int)json.TokenStartIndex, json.TokenType);
        json.Skip();
        return new JsonPlace(start, offset + (int)json.BytesConsumed, kind);
    }
}
