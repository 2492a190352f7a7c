using System.Security.Cryptography;
using Reprise.Encryption;
using Reprise.Interactions;
using Reprise.Settings;
using Reprise.Store;
using Reprise.Tests;

namespace Reprise.Core.Tests.Encryption;

public sealed class PlainBeforeTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly InMemorySettingsStore _settings;
    private readonly KeyShelf _shelf;

    public PlainBeforeTests()
    {
        _settings = new InMemorySettingsStore(_time);
        _shelf = new KeyShelf(_settings, new LocalMasterKey(RandomNumberGenerator.GetBytes(32)), null, null, _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _shelf.Dispose();

    [Fact]
    public async Task What_was_there_before_is_counted_once_and_what_is_imported_later_is_not()
    {
        await using var inner = new InMemoryInteractionStore();
        await inner.OpenAsync(Cancellation);
        await inner.AppendAsync(new StoreBatch { Interactions = [Recorded(), Recorded()] }, Cancellation);
        var before = new PlainBefore(_settings, _time);
        (await before.FindAsync(inner, Cancellation)).ShouldBeNull("nothing was turned on");
        _time.Advance(TimeSpan.FromHours(1));
        await using var store = new EncryptedInteractionStore(inner, new Sealer(_shelf), sealsBodies: true, _shelf.OpenAsync, before);
        await store.OpenAsync(Cancellation);
        await store.AppendAsync(new StoreBatch { Interactions = [Recorded(), Recorded()] }, Cancellation);
        _time.Advance(TimeSpan.FromHours(1));
        await store.OpenAsync(Cancellation);

        var (since, atMost) = (await before.FindAsync(store, Cancellation)).ShouldNotBeNull();
        (since, atMost).ShouldBe((_time.GetUtcNow().AddHours(-1), 2), "two more are as old and sealed");
        await store.DeleteAsync(new InteractionQuery { Project = "shop" }, Cancellation);
        (await before.FindAsync(store, Cancellation))!.Value.AtMost.ShouldBe(0);
    }

    private static RecordedInteraction Recorded() => new()
    {
        Interaction = new Interaction { Id = InteractionId.New(TimeProvider.System), Project = "shop", Timestamp = DateTimeOffset.UnixEpoch, Kind = InteractionKind.Llm, Status = InteractionStatus.Success, Dialect = "openai.chat" },
    };
}
