using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Reprise.Playback.Misses;

/// <summary>The single values of a request by their JSON pointers, so that two requests can be laid beside each other. Bounded in number.</summary>
internal static class RequestLeaves
{
    private const int MaxLeaves = 4096;

    /// <summary>Longer names are shortened and deeper values taken whole: pointers stand in memory once for each leaf.</summary>
    private const int MaxName = 80;
    private const int MaxPath = 1024;
    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = TapeJson.MaxBodyDepth };

    public static Dictionary<string, Leaf> Of(TapeRequest request)
    {
        var leaves = new Dictionary<string, Leaf>(StringComparer.Ordinal);
        foreach (var parameter in TapeQuery.Parameters(request.Query))
            leaves.TryAdd("?" + parameter.Split('=', 2)[0], Leaf.Of(parameter));
        if (request.Body.IsEmpty) return leaves;
        if (Utf8.IsValid(request.Body.Span))
        {
            try
            {
                using var document = JsonDocument.Parse(request.Body, s_reading);
                Add(leaves, document.RootElement, new StringBuilder());
                return leaves;
            }
            catch (JsonException)
            {
                // Text of some other kind.
            }
        }

        leaves["(body)"] = new Leaf(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{request.Body.Length} bytes that are no JSON"), TapeKey.OfBytes(request.Body.Span));
        return leaves;
    }

    private static void Add(Dictionary<string, Leaf> leaves, JsonElement value, StringBuilder path)
    {
        if (leaves.Count >= MaxLeaves) return;
        var length = path.Length;
        if (length < MaxPath && value.ValueKind == JsonValueKind.Object && value.EnumerateObject().MoveNext())
        {
            foreach (var member in value.EnumerateObject())
            {
                path.Append('/').Append(NameOf(member).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
                Add(leaves, member.Value, path);
                path.Length = length;
            }
        }
        else if (length < MaxPath && value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                path.Append('/').Append(index++);
                Add(leaves, item, path);
                path.Length = length;
            }
        }
        else
        {
            leaves[path.ToString()] = Leaf.Of(value.GetRawText());
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            var name = member.Name;
            return name.Length <= MaxName ? name : $"{name[..MaxName]}…{TapeKey.OfBytes(Encoding.UTF8.GetBytes(name)).Low:x8}";
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }

    /// <param name="Shown">As it stands.</param>
    /// <param name="Whole">A hash of all of it.</param>
    public readonly record struct Leaf(string Shown, TapeKey Whole)
    {
        public static Leaf Of(string text) => new(text, TapeKey.OfBytes(Encoding.UTF8.GetBytes(text)));
    }
}
