using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Reprise.Assembling;

/// <summary>What was recorded last, so that a piece that is sent again is known without asking the store. What it has forgotten the store tells. Used by one caller at a time.</summary>
internal sealed class RecentPieces(int capacity)
{
    private const int MostMarks = 64;

    private readonly Dictionary<PieceKey, HashSet<ulong>> _marks = [];
    private readonly Queue<PieceKey> _order = new();

    /// <summary>Whether the interaction is known to be on record.</summary>
    public bool Contains(PieceKey key) => _marks.ContainsKey(key);

    public bool Contains(PieceKey key, string mark) => _marks.TryGetValue(key, out var marks) && marks.Contains(Hash(mark));

    public void Add(OpenInteraction recorded)
    {
        if (!_marks.TryGetValue(recorded.Key, out var marks))
        {
            if (_marks.Count >= capacity) _marks.Remove(_order.Dequeue());
            _order.Enqueue(recorded.Key);
            _marks[recorded.Key] = marks = [];
        }

        foreach (var held in recorded.Pieces)
        {
            if (marks.Count < MostMarks) marks.Add(Hash(held.Mark));
        }
    }

    private static ulong Hash(string mark)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(mark), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
