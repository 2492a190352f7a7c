namespace Reprise.Embeddings.Index;

/// <summary>Keeps the most similar entries in a caller's array, best first; of equals the one with the higher id, which is the newer where ids grow with time.</summary>
internal ref struct Best(Span<VectorMatch> matches, float atLeast)
{
    private readonly Span<VectorMatch> _matches = matches;

    public int Count { get; private set; }

    public void Offer(long id, float similarity)
    {
        if (similarity < atLeast) return;
        var place = Count;
        while (place > 0 && IsBefore(id, similarity, _matches[place - 1])) place--;
        // An entry that is just being given another vector can be seen twice.
        for (var i = 0; i < Count; i++)
        {
            if (_matches[i].Id != id) continue;
            if (i < place) return;
            RemoveAt(i);
            break;
        }

        if (place == _matches.Length) return;
        if (Count < _matches.Length) Count++;
        _matches[place..(Count - 1)].CopyTo(_matches[(place + 1)..]);
        _matches[place] = new VectorMatch(id, similarity);
    }

    private static bool IsBefore(long id, float similarity, VectorMatch other) =>
        similarity > other.Similarity || (similarity == other.Similarity && id > other.Id);

    private void RemoveAt(int index)
    {
        _matches[(index + 1)..Count].CopyTo(_matches[index..]);
        Count--;
    }
}
