namespace Reprise.Replay.Editing;

/// <summary>
/// Lays a new text over the places that held the old one. Pieces at the front and at the back that the new text still has keep their bytes (a caller's cached
/// preamble, say); the first of the others takes what is new, and the rest go.
/// </summary>
/// <param name="Takes">The place that takes what is new.</param>
/// <param name="Rest">What it takes.</param>
/// <param name="Gone">The places whose text is gone.</param>
internal sealed record TextSpread(TextPlace Takes, string Rest, HashSet<TextPlace> Gone)
{
    public static TextSpread Plan(JsonView view, List<TextPlace> places, string text)
    {
        var old = places.ConvertAll(place => view.Text(place.Value));
        var (first, last, start, end) = (0, places.Count - 1, 0, text.Length);
        while (first < last && Starts(text.AsSpan(start), old[first])) start += old[first++].Length + 1;
        while (first < last && Ends(text.AsSpan(start, end - start), old[last])) end -= old[last--].Length + 1;
        if (start >= end) (first, last, start, end) = (0, places.Count - 1, 0, text.Length);
        return new TextSpread(places[first], text[start..end], [.. places.GetRange(first + 1, last - first)]);
    }

    /// <summary>Writes the plan down: whole items of lists go where nothing of their text is left.</summary>
    /// <param name="view">The body.</param>
    /// <param name="splices">Where the changes go.</param>
    /// <param name="places">All places that were planned for.</param>
    /// <param name="settled">Places that went with what holds them.</param>
    public void Write(JsonView view, Splices splices, List<TextPlace> places, IReadOnlySet<TextPlace> settled)
    {
        if (view.Text(Takes.Value) != Rest) splices.Replace(Takes.Value, Splices.String(Rest));
        var gone = Gone.Where(place => !settled.Contains(place)).ToList();
        var stays = places.Where(place => !Gone.Contains(place)).Select(static place => place.Item).ToHashSet();
        foreach (var array in gone.Where(static place => place.Array is not null).GroupBy(static place => place.Array!.Value))
        {
            var items = array.Select(static place => place.Item).Where(item => !stays.Contains(item)).ToHashSet();
            if (items.Count > 0) splices.RemoveItems(array.Key, items.Contains);
        }

        foreach (var place in gone.Where(place => place.Array is null || stays.Contains(place.Item))) splices.Replace(place.Value, "\"\""u8.ToArray());
    }

    private static bool Starts(ReadOnlySpan<char> text, string piece) => text.Length > piece.Length && text[piece.Length] == '\n' && text.StartsWith(piece, StringComparison.Ordinal);

    private static bool Ends(ReadOnlySpan<char> text, string piece) => text.Length > piece.Length && text[^(piece.Length + 1)] == '\n' && text.EndsWith(piece, StringComparison.Ordinal);
}
