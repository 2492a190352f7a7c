namespace Reprise.Replay.Sessions.Forms;

/// <summary>What Anthropic, Gemini and Bedrock have in common: an item is a list of parts, and tool results are parts of a user's item.</summary>
internal abstract class PartsForm : ConversationForm
{
    /// <summary>The property of an item that holds its parts.</summary>
    protected abstract string PartsName { get; }

    /// <summary>The result in a part, with places in the part; null when it is none.</summary>
    protected abstract ToolResultPlace? Result(ReadOnlyMemory<byte> part);

    public override IReadOnlyList<ToolResultPlace> Results(ReadOnlyMemory<byte> item)
    {
        var found = new List<ToolResultPlace>();
        foreach (var (place, part) in Parts(item))
        {
            if (Result(part) is not { } result) continue;
            var from = place.Start.GetOffset(item.Length);
            found.Add(result with { IdPlace = Moved(result.IdPlace, from), ValuePlace = Moved(result.ValuePlace, from) });
        }

        return found;
    }

    public override ReadOnlyMemory<byte>? WithoutResults(ReadOnlyMemory<byte> item)
    {
        var parts = Parts(item);
        var words = parts.FindAll(part => Result(part.Part) is null);
        if (words.Count == parts.Count) return item;
        if (words.Count == 0) return null;
        return JsonPlaces.Replace(item, [(JsonPlaces.Find(item.Span, System.Text.Encoding.UTF8.GetBytes(PartsName))!.Value, JsonPlaces.Write(writer =>
        {
            writer.WriteStartArray();
            foreach (var (_, part) in words) writer.WriteRawValue(part.Span, skipInputValidation: true);
            writer.WriteEndArray();
        }))]);
    }

    private List<(Range Place, ReadOnlyMemory<byte> Part)> Parts(ReadOnlyMemory<byte> item)
    {
        if (JsonPlaces.Find(item.Span, System.Text.Encoding.UTF8.GetBytes(PartsName)) is not { } list || JsonPlaces.Items(item[list].Span) is not { } parts) return [];
        var from = list.Start.GetOffset(item.Length);
        return parts.ConvertAll(part => (Moved(part, from)!.Value, item[Moved(part, from)!.Value]));
    }

    protected static Range? Moved(Range? place, int by) => place is { } range ? (range.Start.Value + by)..(range.End.Value + by) : null;
}
