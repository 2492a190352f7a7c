using System.Buffers.Binary;
using System.Security.Cryptography;
using Reprise.Embeddings;
using Reprise.Encryption;
using Reprise.Interactions;

namespace Reprise.Cache.Entries;

/// <summary>
/// Seals the texts of questions, and turns keys, which are hashes of questions, into others that confirm nothing without the installation's key. A key has the length of one block of AES, so each has
/// exactly one counterpart and comes back as it was. Numbers, times, policies and ids of interactions stay plain.
/// </summary>
/// <param name="inner">Keeps what is sealed.</param>
/// <param name="sealer">Seals.</param>
/// <param name="opened">Called once the entries are open and nobody else's.</param>
internal sealed class EncryptedCacheEntries(ICacheEntries inner, ISealer sealer, Action opened) : ICacheEntries
{
    private const string Place = "cache";

    private readonly Lock _gate = new();
    private Aes? _keys;

    public CacheEntriesState Open()
    {
        lock (_gate) _keys ??= MakeKeys();
        var state = inner.Open();
        opened();
        return state;
    }

    public CacheEntriesAdded Add(IReadOnlyList<CacheEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return inner.Add([.. entries.Select(Seal)]);
    }

    public CacheEntry? Find(long number) => inner.Find(number) is { } kept ? Opened(kept) : null;

    public IReadOnlyList<CacheEntry> FindExact(PartitionKey exact, int most) => Opened(inner.FindExact(Sealed(exact), most));

    public IReadOnlyList<CacheEntry> FindBySource(string project, InteractionId source) => Opened(inner.FindBySource(project, source));

    public IReadOnlyList<CacheEntry> List(string? project, string? policy, long after, int limit) => Opened(inner.List(project, policy, after, limit));

    public bool Update(long number, double? quality, bool isPinned, DateTimeOffset? expires) => inner.Update(number, quality, isPinned, expires);

    public int Remove(IReadOnlyList<long> numbers) => inner.Remove(numbers);

    public IReadOnlyList<CacheEntryCount> Count() => inner.Count();

    public string? Note(string name) => inner.Note(name);

    public void SetNote(string name, string value) => inner.SetNote(name, value);

    public void Flush() => inner.Flush();

    public void Scrub() => inner.Scrub();

    public void DropSetAside(TimeSpan age) => inner.DropSetAside(age);

    public void Dispose()
    {
        inner.Dispose();
        _keys?.Dispose();
    }

    private CacheEntry Seal(CacheEntry plain) => plain with
    {
        Partition = Sealed(plain.Partition),
        Exact = Sealed(plain.Exact),
        Text = SealedText.Seal(sealer, plain.Project, Place, plain.Text),
    };

    private CacheEntry Opened(CacheEntry kept) => kept with
    {
        Partition = Opened(kept.Partition),
        Exact = Opened(kept.Exact),
        Text = SealedText.Open(sealer, kept.Project, Place, kept.Text),
    };

    private IReadOnlyList<CacheEntry> Opened(IReadOnlyList<CacheEntry> kept) => kept.Count == 0 ? kept : [.. kept.Select(Opened)];

    private PartitionKey Sealed(PartitionKey key)
    {
        Span<byte> block = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(block, key.Value);
        lock (_gate) _keys!.EncryptEcb(block, block, PaddingMode.None);
        return new PartitionKey(BinaryPrimitives.ReadUInt128BigEndian(block));
    }

    private PartitionKey Opened(PartitionKey key)
    {
        Span<byte> block = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(block, key.Value);
        lock (_gate) _keys!.DecryptEcb(block, block, PaddingMode.None);
        return new PartitionKey(BinaryPrimitives.ReadUInt128BigEndian(block));
    }

    private Aes MakeKeys()
    {
        var aes = Aes.Create();
        aes.Key = sealer.HashKey("", "cache keys");
        return aes;
    }
}
