using System.Security.Cryptography;
using System.Text;
using Reprise.Cache.Entries;
using Reprise.Capture;
using Reprise.Embeddings;
using Reprise.Encryption;
using Reprise.Interactions;
using Reprise.Settings;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Core.Tests.Encryption;

public sealed class SealedRecordTests : IDisposable
{
    private static readonly InteractionId s_id = InteractionId.New(TimeProvider.System);

    private readonly ManualTimeProvider _time = new();
    private readonly TempFolder _folder = new();
    private readonly InMemorySettingsStore _settings;
    private readonly KeyShelf _shelf;
    private readonly Sealer _sealer;

    public SealedRecordTests()
    {
        _settings = new InMemorySettingsStore(_time);
        _shelf = new KeyShelf(_settings, new LocalMasterKey(RandomNumberGenerator.GetBytes(32)), null, null, _time);
        _sealer = new Sealer(_shelf);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _shelf.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_sealed_call_opens_with_its_own_id_alone_and_never_without_keys()
    {
        byte[] head = [5, .. s_id.ToByteArray(), 1, 2];
        var record = SealedCall.Write(_sealer, s_id, head, "asked"u8, "answered"u8, before: 8);
        Encoding.Latin1.GetString(record).ShouldNotContain("answered");
        var whole = record[8..];
        SealedCall.Open(_sealer, whole).ToArray().ShouldBe([.. head, .. "asked"u8, .. "answered"u8]);
        Should.Throw<InvalidDataException>(() => SealedCall.Open(null, whole)).Message.ShouldContain("encryption is off");
        whole[3] ^= 1;
        Should.Throw<InvalidDataException>(() => SealedCall.Open(_sealer, whole)).Message.ShouldBe("Its id was changed.");
        SealedCall.Open(_sealer, head).ToArray().ShouldBe(head, "a plain call of before");
    }

    [Fact]
    public void A_question_is_refused_or_asked_of_sealed_and_plain_values_alike()
    {
        var filter = new SealedFilter(_sealer, new SealedWords(_sealer), "shop");
        var user = FilterFields.Find("user")!;
        var equal = (OrFilter)filter.Of(new FieldFilter(user, FilterOperator.Equal, "ann"));
        equal.Parts.Cast<FieldFilter>().Select(part => part.Value).ShouldBe([SealedText.SealEqual(_sealer, "shop", "user", "ann"), "ann"]);
        Should.Throw<UnansweredFilterException>(() => filter.Of(new FieldFilter(user, FilterOperator.StartsWith, "a"))).Message.ShouldContain("'user'");
        Should.Throw<UnansweredFilterException>(() => filter.Of(new NotFilter(new FieldFilter(FilterFields.Find("metadata.tier")!, FilterOperator.Contains, "a"))));
        Should.Throw<UnansweredFilterException>(() => filter.Of(new TextFilter(["refu"], IsPrefix: true)));
        var model = new FieldFilter(FilterFields.Find("model")!, FilterOperator.StartsWith, "gpt");
        filter.Of(model).ShouldBe(model);
    }

    [Fact]
    public async Task An_interaction_of_before_encryption_is_found_counted_and_read_beside_sealed_ones()
    {
        await using var inner = new InMemoryInteractionStore();
        await using var store = new EncryptedInteractionStore(inner, _sealer, sealsBodies: true, _shelf.OpenAsync);
        await store.OpenAsync(Cancellation);
        await inner.AppendAsync(new StoreBatch { Interactions = [Recorded("before")] }, Cancellation);
        await store.AppendAsync(new StoreBatch { Interactions = [Recorded("after"), Recorded("after too")] }, Cancellation);
        foreach (var asked in new[] { "user:ann", "harbour", "\"the harbour\"", "metadata.tier:gold", "tag:nightly", "-user:bob" })
        {
            var filter = FilterParser.Parse(asked, _time.GetUtcNow()).Filter!;
            (await store.SearchAsync(new InteractionQuery { Project = "shop", Filter = filter }, Cancellation)).Items.Count.ShouldBe(3, asked);
        }

        var groups = (await store.AggregateAsync(new AggregateQuery { Project = "shop", GroupBy = ["user"] }, Cancellation)).Rows;
        groups.ShouldHaveSingleItem().ShouldSatisfyAllConditions(row => row.Group.ShouldBe(["ann"]), row => row.Count.ShouldBe(3), row => row.PromptTokens.ShouldBe(30));
        var raw = (await inner.SearchAsync(new InteractionQuery { Project = "shop" }, Cancellation)).Items;
        raw.Count(item => item.Interaction.UserId == "ann").ShouldBe(1, "the one of before");
    }

    [Fact]
    public async Task A_destroyed_project_reads_as_erased()
    {
        await using var store = new EncryptedInteractionStore(new InMemoryInteractionStore(), _sealer, sealsBodies: true, _shelf.OpenAsync);
        await store.OpenAsync(Cancellation);
        await store.AppendAsync(new StoreBatch { Interactions = [Recorded("one")] }, Cancellation);
        await new DataKeys(_shelf, _time).DestroyAsync("shop", "local", Cancellation);
        var item = (await store.SearchAsync(new InteractionQuery { Project = "shop" }, Cancellation)).Items.ShouldHaveSingleItem();
        item.Interaction.UserId.ShouldBe(SealedText.Erased);
        item.Interaction.Metadata.ShouldBe("\"[erased]\"");
        (await Should.ThrowAsync<SealException>(() => store.FindAsync("shop", item.Interaction.Id, Cancellation))).IsErased.ShouldBeTrue();
    }

    [Fact]
    public void Entries_of_the_cache_are_found_by_their_keys_and_keep_neither_key_nor_text()
    {
        using var inner = new InMemoryCacheEntries();
        var opened = 0;
        using var entries = new EncryptedCacheEntries(inner, _sealer, () => opened++);
        entries.Open();
        opened.ShouldBe(1);
        var (partition, exact) = (PartitionKey.Of("part"u8), PartitionKey.Of("exact"u8));
        var entry = new CacheEntry { Project = "shop", Policy = "default", Source = s_id, Timestamp = _time.GetUtcNow(), Partition = partition, Exact = exact, Text = "how far is the harbour?" };
        var number = entries.Add([entry]).Numbers[0];
        entries.FindExact(exact, 5).ShouldHaveSingleItem().ShouldBe(entry with { Number = number });
        var kept = inner.Find(number)!;
        kept.Partition.ShouldNotBe(partition);
        kept.Exact.ShouldNotBe(exact);
        kept.Text!.ShouldNotContain("harbour");
        inner.FindExact(exact, 5).ShouldBeEmpty();
    }

    [Fact]
    public void Vectors_come_back_from_a_sealed_file_and_are_made_again_without_its_key()
    {
        var model = new EmbedderIdentity("test", "1", 64);
        var vector = new float[64];
        vector[3] = 1;
        var partition = PartitionKey.Of("part"u8);
        var path = _folder.File("vectors");
        using (var file = VectorIndexFile.Open(path, new VectorIndex(model), out _, _sealer))
        {
            file.Add(1, partition, vector);
            file.Flush(toDisk: false);
            file.Add(2, partition, vector);
        }

        File.ReadAllBytes(path).AsSpan().IndexOf(new byte[] { 0, 0, 0, 127 }).ShouldBe(-1, "the largest value of a vector of one direction");
        using (var again = VectorIndexFile.Open(path, new VectorIndex(model), out var load, _sealer))
        {
            load.State.ShouldBe(VectorFileState.Loaded);
            Span<VectorMatch> matches = stackalloc VectorMatch[4];
            again.Index.Search(partition, vector, 0.9f, matches).ShouldBe(2);
        }

        using (VectorIndexFile.Open(path, new VectorIndex(model), out var load)) load.NeedsRebuild.ShouldBeTrue();
        var plain = _folder.File("plain");
        using (var file = VectorIndexFile.Open(plain, new VectorIndex(model), out _))
        {
            file.Add(1, partition, vector);
            file.Flush(toDisk: false);
        }

        using (VectorIndexFile.Open(plain, new VectorIndex(model), out var load, _sealer)) load.NeedsRebuild.ShouldBeTrue("it is from before encryption");
    }

    private RecordedInteraction Recorded(string text) => new()
    {
        Interaction = new Interaction
        {
            Id = InteractionId.New(_time), Project = "shop", Timestamp = _time.GetUtcNow(), Kind = InteractionKind.Llm, Status = InteractionStatus.Success, Dialect = "openai.chat",
            UserId = "ann", Tags = ["nightly"], Metadata = """{"tier":"gold"}""", Usage = new TokenUsage { PromptTokens = 10 }, PromptPreview = text,
        },
        Request = new Body { Bytes = Encoding.UTF8.GetBytes(text) },
        SearchText = $"{text} the harbour",
    };
}
