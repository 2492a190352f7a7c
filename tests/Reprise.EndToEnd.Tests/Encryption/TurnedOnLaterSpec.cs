using System.Net.Http.Json;
using System.Text.Json;
using Reprise.EndToEnd.Tests.Cli;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Encryption;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Encryption;

/// <summary>A record that was plain is moved into a sealed folder, and a backup of that goes wherever its master key does.</summary>
public sealed class TurnedOnLaterSpec : IAsyncLifetime
{
    private readonly TempFolder _data = new();
    private readonly TempFolder _outside = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string MasterKey => _outside.File("master.key");

    private string Encrypted => $"Encryption:MasterKeyFile={MasterKey}";

    public async ValueTask InitializeAsync() => await File.WriteAllTextAsync(MasterKey, LocalMasterKey.Generate(), Cancellation);

    public ValueTask DisposeAsync()
    {
        _data.Dispose();
        _outside.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_plain_record_says_how_much_of_it_is_plain_until_it_is_moved_into_a_sealed_folder()
    {
        await using (var server = await ServerProcess.StartAsync(_data.Path, []))
        {
            await SendAsync(server, "wombat-one", "wombat-two");
        }

        await using (var server = await ServerProcess.StartAsync(_data.Path, [Encrypted]))
        {
            await SendAsync(server, "wombat-three");
            (await CountAsync(server, "wombat")).ShouldBe(3);
            (await StatusAsync(server)).GetProperty("plain_at_most").GetInt64().ShouldBe(2);
            (await Run.Here("keys", "status", "--server", server.Url)).Output.ShouldContain("Up to 2 interactions");
        }

        var moved = _outside.File("sealed");
        var migrated = await Run.Here("store", "migrate", "--from", "sqlite", "--from-data", _data.Path, "--from-set", Encrypted, "--to", "sqlite", "--to-data", moved, "--to-set", Encrypted);
        migrated.ExitCode.ShouldBe(0, migrated.Output + migrated.Error);
        ReadableBytes.Find(_data.Path, ["wombat"]).ShouldNotBeEmpty("or the next line could not fail");
        ReadableBytes.Find(moved, ["wombat"]).ShouldBeEmpty();
        await using (var server = await ServerProcess.StartAsync(moved, [Encrypted]))
        {
            (await CountAsync(server, "wombat")).ShouldBe(3);
            (await CountAsync(server, "user:wombat-one")).ShouldBe(1);
            (await StatusAsync(server)).GetProperty("plain_at_most").GetInt64().ShouldBe(0);
        }
    }

    [Fact]
    public async Task A_backup_of_an_encrypted_server_goes_to_any_server_with_its_master_key_and_with_the_key_to_any_server()
    {
        var backup = _outside.File("backup");
        await using (var server = await ServerProcess.StartAsync(_data.Path, [Encrypted]))
        {
            await SendAsync(server, "wombat-one", "wombat-two");
            await WorksAsync("backup", "create", "--to", backup, "--server", server.Url);
            await WorksAsync("backup", "verify", "--from", backup, "--server", server.Url);
        }

        ReadableBytes.Find(backup, ["wombat"]).ShouldBeEmpty();
        await using (var another = await ServerProcess.StartAsync(_outside.File("another"), [Encrypted]))
        {
            await WorksAsync("backup", "restore", "--from", backup, "--server", another.Url);
            (await CountAsync(another, "wombat")).ShouldBe(2);
        }

        ReadableBytes.Find(_outside.File("another"), ["wombat"]).ShouldBeEmpty();
        await WorksAsync("backup", "verify", "--from", backup, "--master-key-file", MasterKey);
        await using (var plain = await ServerProcess.StartAsync(_outside.File("plain"), []))
        {
            var refused = await Run.Here("backup", "restore", "--from", backup, "--server", plain.Url);
            refused.ExitCode.ShouldNotBe(0);
            (refused.Error + refused.Output).ShouldContain("no master key is configured");
            await WorksAsync("backup", "restore", "--from", backup, "--server", plain.Url, "--master-key-file", MasterKey);
            (await CountAsync(plain, "wombat")).ShouldBe(2);
        }

        await File.WriteAllTextAsync(_outside.File("other.key"), LocalMasterKey.Generate(), Cancellation);
        var wrong = await Run.Here("backup", "verify", "--from", backup, "--master-key-file", _outside.File("other.key"));
        (wrong.ExitCode, wrong.Error.Contains("does not open", StringComparison.Ordinal)).ShouldBe((1, true), wrong.Error);
    }

    private static async Task WorksAsync(params string[] args)
    {
        var run = await Run.Here(args);
        run.ExitCode.ShouldBe(0, $"{string.Join(' ', args)}: {run.Output} {run.Error}");
    }

    private static async Task SendAsync(ServerProcess server, params string[] users)
    {
        foreach (var user in users)
            (await server.Http.PostAsJsonAsync("/api/interactions", new { user_id = user, model = "gpt-4o", prompt = $"where is the wombat of {user}?", response = "here" }, Cancellation)).EnsureSuccessStatusCode();
    }

    private static async Task<int> CountAsync(ServerProcess server, string filter) =>
        JsonDocument.Parse(await server.Http.GetStringAsync($"/api/interactions?q={Uri.EscapeDataString(filter)}", Cancellation)).RootElement.GetProperty("items").GetArrayLength();

    private static async Task<JsonElement> StatusAsync(ServerProcess server) => JsonDocument.Parse(await server.Http.GetStringAsync("/api/encryption", Cancellation)).RootElement;
}
