using System.Security.Cryptography;
using System.Text;
using Reprise.Encryption;
using Reprise.Settings;
using Reprise.Tests;

namespace Reprise.Core.Tests.Encryption;

public sealed class KeyShelfTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly InMemorySettingsStore _settings;
    private readonly List<KeyShelf> _shelves = [];
    private readonly LocalMasterKey _master = new(RandomNumberGenerator.GetBytes(32));

    public KeyShelfTests() => _settings = new InMemorySettingsStore(_time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _shelves.ForEach(shelf => shelf.Dispose());

    [Fact]
    public async Task What_was_sealed_opens_after_a_restart_and_only_for_its_project_and_place()
    {
        var whole = Sealer().Seal("shop", "pack", "hello"u8);
        Encoding.UTF8.GetString(whole).ShouldNotContain("hello");
        var later = Sealer();
        later.Open("shop", "pack", whole).ShouldBe("hello"u8.ToArray());
        Should.Throw<SealException>(() => later.Open("shop", "journal", whole));
        await later.ReadyAsync("other", Cancellation);
        Should.Throw<SealException>(() => later.Open("other", "pack", whole));
    }

    [Fact]
    public void Every_changed_byte_of_what_was_sealed_is_noticed()
    {
        var sealer = Sealer();
        foreach (var whole in new[] { sealer.Seal("shop", "pack", "hello"u8), sealer.SealEqual("shop", "pack", "hello"u8) })
        {
            for (var at = 0; at < whole.Length; at++)
            {
                var changed = whole.ToArray();
                changed[at] ^= 1;
                Should.Throw<SealException>(() => sealer.Open("shop", "pack", changed), $"byte {at}");
            }

            for (var length = 0; length < whole.Length; length++) Should.Throw<SealException>(() => sealer.Open("shop", "pack", whole.AsSpan(0, length)), $"length {length}");
        }
    }

    [Fact]
    public void Sealing_differs_each_time_and_sealing_for_equality_does_not()
    {
        var (one, other) = (Sealer(), Sealer());
        one.Seal("shop", "user", "ann"u8).ShouldNotBe(one.Seal("shop", "user", "ann"u8));
        one.SealEqual("shop", "user", "ann"u8).ShouldBe(other.SealEqual("shop", "user", "ann"u8));
        one.SealEqual("shop", "user", "ann"u8).ShouldNotBe(one.SealEqual("shop", "session", "ann"u8));
        one.SealEqual("shop", "user", "ann"u8).ShouldNotBe(one.SealEqual("bank", "user", "ann"u8));
        one.Open("shop", "user", other.SealEqual("shop", "user", "ann"u8)).ShouldBe("ann"u8.ToArray());
    }

    [Fact]
    public async Task After_a_rotation_new_writes_have_the_new_version_and_old_ones_open_on_every_server()
    {
        var (here, there) = (Shelf(), Shelf());
        var (sealer, other) = (new Sealer(here), new Sealer(there));
        var before = other.Seal("shop", "pack", "old"u8);
        var equal = other.SealEqual("shop", "user", "ann"u8);
        (await new DataKeys(here, _time).RotateAsync("shop", "local", Cancellation)).ShouldBe(2);
        var after = sealer.Seal("shop", "pack", "new"u8);
        Envelope.ReadHead(after).Version.ShouldBe(2);
        other.Open("shop", "pack", after).ShouldBe("new"u8.ToArray());
        Envelope.ReadHead(other.Seal("shop", "pack", "x"u8)).Version.ShouldBe(2, "the other server heard of it");
        sealer.Open("shop", "pack", before).ShouldBe("old"u8.ToArray());
        sealer.SealEqual("shop", "user", "ann"u8).ShouldBe(equal, "equality must outlive a rotation");
        (await _settings.AuditAsync(new AuditQuery { Action = "keys.rotate" }, Cancellation)).Entries.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Two_servers_that_use_a_project_first_at_once_agree_on_its_keys()
    {
        var sealers = Enumerable.Range(0, 8).Select(_ => Sealer()).ToArray();
        await Task.WhenAll(sealers.Select(sealer => Task.Run(async () => await sealer.ReadyAsync("shop", Cancellation), Cancellation)));
        sealers.Select(sealer => Convert.ToHexString(sealer.SealEqual("shop", "user", "ann"u8))).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Destroyed_keys_open_nothing_on_any_server_and_later_writes_get_new_ones()
    {
        var (here, there) = (Shelf(), Shelf());
        var (sealer, other) = (new Sealer(here), new Sealer(there));
        var sealedBefore = sealer.Seal("shop", "pack", "secret"u8);
        var equalBefore = other.SealEqual("shop", "user", "ann"u8);
        (await new DataKeys(here, _time).DestroyAsync("shop", "local", Cancellation)).ShouldBeTrue();
        Should.Throw<SealException>(() => sealer.Open("shop", "pack", sealedBefore)).IsErased.ShouldBeTrue();
        Should.Throw<SealException>(() => other.Open("shop", "pack", sealedBefore)).IsErased.ShouldBeTrue();
        Should.Throw<SealException>(() => sealer.Open("shop", "user", equalBefore)).IsErased.ShouldBeTrue();
        var later = other.Seal("shop", "pack", "later"u8);
        Envelope.ReadHead(later).Version.ShouldBe(2);
        sealer.Open("shop", "pack", later).ShouldBe("later"u8.ToArray());
        sealer.SealEqual("shop", "user", "ann"u8).ShouldNotBe(equalBefore);
        Should.Throw<SealException>(() => sealer.Open("shop", "pack", sealedBefore)).IsErased.ShouldBeTrue();
        (await new DataKeys(here, _time).DestroyAsync("never", "local", Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_master_key_is_changed_while_servers_with_the_new_one_open_what_the_old_one_wrapped()
    {
        var old = Sealer();
        var whole = old.Seal("shop", "pack", "hello"u8);
        var secret = new ProjectSecrets(_shelves[0]).Of("shop", "users").ToArray();
        var next = new LocalMasterKey(RandomNumberGenerator.GetBytes(32));
        var both = Shelf(next, _master);
        await both.OpenAsync(Cancellation);
        new Sealer(both).Open("shop", "pack", whole).ShouldBe("hello"u8.ToArray());
        (await new DataKeys(both, _time).RewrapAsync("local", Cancellation)).ShouldBe(3, "the root secret, the installation and the project");
        (await new DataKeys(both, _time).StatusAsync(Cancellation)).Projects.ShouldAllBe(keys => keys.MasterKey == next.Id);
        var only = Shelf(next);
        await only.OpenAsync(Cancellation);
        new Sealer(only).Open("shop", "pack", whole).ShouldBe("hello"u8.ToArray());
        new ProjectSecrets(only).Of("shop", "users").ToArray().ShouldBe(secret);
        (await Should.ThrowAsync<SealException>(() => Shelf().OpenAsync(Cancellation))).Message.ShouldContain(next.Id);
    }

    [Fact]
    public async Task An_encrypted_record_does_not_open_without_its_master_key()
    {
        await Shelf().OpenAsync(Cancellation);
        (await Should.ThrowAsync<SealException>(() => Shelf(null).OpenAsync(Cancellation))).Message.ShouldContain("Encryption:MasterKeyFile");
        (await Should.ThrowAsync<SealException>(() => Shelf(new LocalMasterKey(RandomNumberGenerator.GetBytes(32))).OpenAsync(Cancellation))).Message.ShouldContain(_master.Id);
    }

    [Fact]
    public async Task Secrets_are_the_same_on_every_server_and_stay_when_encryption_is_turned_on()
    {
        var (off, another) = (new ProjectSecrets(Shelf(null)), new ProjectSecrets(Shelf(null)));
        var secret = off.Of("shop", "users").ToArray();
        secret.Length.ShouldBe(32);
        another.Of("shop", "users").ToArray().ShouldBe(secret);
        off.Of("shop", "addresses").ToArray().ShouldNotBe(secret);
        off.Of("bank", "users").ToArray().ShouldNotBe(secret);
        var kept = (await _settings.ListAsync("", KeyShelf.SettingKind, Cancellation))[0].Value;
        var on = Shelf();
        await on.OpenAsync(Cancellation);
        new ProjectSecrets(on).Of("shop", "users").ToArray().ShouldBe(secret);
        var wrapped = await _settings.ListAsync("", KeyShelf.SettingKind, Cancellation);
        wrapped.ShouldAllBe(setting => setting.Value.Contains("wrapped") && !setting.Value.Contains("secret") && setting.Value != kept);
    }

    [Fact]
    public async Task Keys_of_one_project_cannot_be_put_in_the_place_of_anothers()
    {
        await Sealer().ReadyAsync("shop", Cancellation);
        await Sealer().ReadyAsync("bank", Cancellation);
        var bank = await _settings.FindAsync("bank", KeyShelf.SettingKind, "data", Cancellation);
        await _settings.PutAsync(bank! with { Project = "shop" }, null, null, Cancellation);
        await Should.ThrowAsync<SealException>(() => Sealer().ReadyAsync("shop", Cancellation).AsTask());
    }

    [Fact]
    public async Task What_was_sealed_by_thousands_of_processes_opens()
    {
        var key = new DataKey(1, _time.GetUtcNow(), RandomNumberGenerator.GetBytes(32));
        var whole = Enumerable.Range(0, 5000).Select(_ => new DataKey(1, key.Created, key.Secret.ToArray()).Seal("x"u8, "y"u8)).ToArray();
        foreach (var one in whole) key.Open(Envelope.ReadHead(one).Salt, "x"u8, one).ShouldBe("y"u8.ToArray());
        await Task.CompletedTask;
    }

    [Fact]
    public async Task What_is_done_with_keys_is_noted_by_the_store_that_seals_with_them()
    {
        ISettingsStore? all = null;
        using var shelf = new KeyShelf(_settings, _master, null, null, _time, () => all!);
        await using var audited = new EncryptedSettingsStore(_settings, shelf, new Sealer(shelf));
        all = audited;
        await audited.OpenAsync(Cancellation);
        var keys = new DataKeys(shelf, _time);
        // Each waits for the keys that the others change, and seals with them.
        var versions = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => keys.RotateAsync("", "ann", Cancellation), Cancellation))).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);
        versions.Order().ShouldBe(Enumerable.Range(2, 8));
        await keys.RotateAsync("shop", "ann", Cancellation);
        await keys.RewrapAsync("ann", Cancellation);
        await keys.DestroyAsync("shop", "ann", Cancellation);
        await keys.NewBackupKeyAsync("ann", Cancellation);

        var entries = (await audited.AuditAsync(new AuditQuery(), Cancellation)).Entries;
        entries.Select(entry => entry.Action).Distinct().Order().ShouldBe(["keys.backup", "keys.destroy", "keys.rewrap", "keys.rotate"]);
        entries.Single(entry => entry.Action == "keys.destroy").Subject.ShouldBe("shop");
        (await _settings.AuditAsync(new AuditQuery(), Cancellation)).Entries.ShouldAllBe(entry => entry.Subject == null && entry.Details != null);
    }

    [Fact]
    public async Task A_change_that_is_told_while_keys_are_read_is_not_forgotten()
    {
        await using var settings = new PausedSettings(_settings);
        using var shelf = new KeyShelf(settings, _master, null, null, _time);
        await shelf.OpenAsync(Cancellation);
        var there = Shelf();
        await there.RingAsync("shop", Cancellation);
        settings.AfterFind = () => new DataKeys(there, _time).RotateAsync("shop", "local", Cancellation);
        (await shelf.RingAsync("shop", Cancellation)).Current.Version.ShouldBe(1, "it was read before it was changed");
        (await shelf.RingAsync("shop", Cancellation)).Current.Version.ShouldBe(2);
    }

    private KeyShelf Shelf() => Shelf(_master);

    private KeyShelf Shelf(LocalMasterKey? master, LocalMasterKey? previous = null)
    {
        var shelf = new KeyShelf(_settings, master, previous, null, _time);
        _shelves.Add(shelf);
        return shelf;
    }

    private Sealer Sealer() => new(Shelf());
}
