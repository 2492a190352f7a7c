namespace Reprise.Proof.Verification;

/// <summary>A set of sequences, one bit each.</summary>
internal sealed class SequenceSet
{
    private ulong[] _words = new ulong[16];

    public bool Contains(long sequence) => sequence >= 0 && sequence >> 6 < _words.Length && (_words[sequence >> 6] >> (int)(sequence & 63) & 1) == 1;

    /// <summary>False when it was there.</summary>
    public bool Add(long sequence)
    {
        var word = sequence >> 6;
        if (word >= _words.Length) Array.Resize(ref _words, (int)Math.Max(word + 1, _words.Length * 2L));
        var before = _words[word];
        return (_words[word] = before | (1UL << (int)(sequence & 63))) != before;
    }

    public void Remove(long sequence)
    {
        if (Contains(sequence)) _words[sequence >> 6] &= ~(1UL << (int)(sequence & 63));
    }
}
