using System.Diagnostics;
using System.Text.Json;
using Reprise.Demo;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Durability;

/// <summary>A disk that is full or cannot be written stops the recording and not the traffic; what is lost is counted, and recording resumes by itself.</summary>
public sealed class DiskSpec(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private ScriptedUpstream _upstream = null!;

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsLinux() || !Run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", _folder.Path)) Need.Fail("a small disk of our own needs root on Linux (mount -t tmpfs)");
        _upstream = await ScriptedUpstream.StartAsync(new ScriptedUpstreamOptions(), CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_upstream is not null) await _upstream.DisposeAsync();
        Run("umount", "-l", _folder.Path);
        _folder.Dispose();
    }

    [Fact]
    public async Task A_full_disk()
    {
        await using var server = await StartAsync();
        var caller = new Caller();
        (await caller.AskAsync(server.Http, streams: false, CancellationToken.None)).ShouldBe(200);
        var filler = Fill();

        for (var i = 0; i < 300; i++) (await caller.AskAsync(server.Http, streams: i % 2 == 0, CancellationToken.None)).ShouldBe(200);
        await Eventually.HoldsAsync("the trouble is shown", async () => (await CaptureAsync(server)).GetProperty("last_error").GetString() is { Length: > 0 });
        var trouble = await CaptureAsync(server);
        output.WriteLine(trouble.ToString());

        File.Delete(filler);
        await ResumesAsync(server, caller, sent: 301);
    }

    [Fact]
    public async Task A_folder_that_becomes_read_only()
    {
        await using var server = await StartAsync();
        var caller = new Caller();
        (await caller.AskAsync(server.Http, streams: false, CancellationToken.None)).ShouldBe(200);
        await Eventually.HoldsAsync("the first is stored", async () => (await CaptureAsync(server)).GetProperty("stored").GetInt64() == 1);
        // Files that are open for writing keep a file system from becoming read-only; the rights of a bind mount do not care.
        Run("mount", "--bind", _folder.Path, _folder.Path).ShouldBeTrue();
        Run("mount", "-o", "remount,ro,bind", _folder.Path).ShouldBeTrue();
        Should.Throw<IOException>(() => File.WriteAllText(Path.Combine(_folder.Path, "probe"), "x"), "no new file can be made");
        for (var i = 0; i < 50; i++) (await caller.AskAsync(server.Http, streams: false, CancellationToken.None)).ShouldBe(200);
        output.WriteLine($"read-only: {await CaptureAsync(server)}");

        Run("mount", "-o", "remount,rw,bind", _folder.Path).ShouldBeTrue();
        await ResumesAsync(server, caller, sent: 51);
        Run("umount", "-l", _folder.Path);
    }

    [Fact]
    public async Task A_folder_that_is_read_only_from_the_start()
    {
        Run("mount", "-o", "remount,ro", _folder.Path).ShouldBeTrue();
        await using var server = await StartAsync();
        var caller = new Caller();
        for (var i = 0; i < 50; i++) (await caller.AskAsync(server.Http, streams: false, CancellationToken.None)).ShouldBe(200);
        await Eventually.HoldsAsync("the trouble is shown", async () => (await CaptureAsync(server)).GetProperty("last_error").GetString() is { Length: > 0 });
        output.WriteLine((await CaptureAsync(server)).ToString());
        ((int)(await server.Http.GetAsync("/health/ready")).StatusCode).ShouldBe(503);
        ((int)(await server.Http.GetAsync("/health/live")).StatusCode).ShouldBe(200);

        Run("mount", "-o", "remount,rw", _folder.Path).ShouldBeTrue();
        await ResumesAsync(server, caller, sent: 50);
    }

    private Task<ServerProcess> StartAsync() => ServerProcess.StartAsync(_folder.Path, [$"Providers:openai:BaseUrl={_upstream.BaseUrlOf("openai")}"]);

    /// <summary>Everything received is either stored or counted as dropped, some of it is stored, what comes now is stored, and no file is left behind.</summary>
    private async Task ResumesAsync(ServerProcess server, Caller caller, long sent)
    {
        await Eventually.HoldsAsync("what waits is stored", async () =>
        {
            var capture = await CaptureAsync(server);
            return capture.GetProperty("queued").GetInt64() == 0
                && capture.GetProperty("received").GetInt64() == capture.GetProperty("stored").GetInt64() + capture.GetProperty("dropped").GetInt64() + capture.GetProperty("known").GetInt64();
        }, TimeSpan.FromSeconds(60));
        var after = await CaptureAsync(server);
        output.WriteLine($"after: {after}");
        after.GetProperty("received").GetInt64().ShouldBe(sent);
        after.GetProperty("dropped").GetInt64().ShouldBeLessThan(sent);
        await Eventually.HoldsAsync("the server is ready again without any call", async () => (int)(await server.Http.GetAsync("/health/ready")).StatusCode == 200);
        var before = after.GetProperty("stored").GetInt64();
        before.ShouldBeGreaterThan(1, "more than the one from before the trouble");
        (await caller.AskAsync(server.Http, streams: false, CancellationToken.None)).ShouldBe(200);
        await Eventually.HoldsAsync("a new call is stored", async () => (await CaptureAsync(server)).GetProperty("stored").GetInt64() == before + 1);
        (await CaptureAsync(server)).GetProperty("journal_healthy").GetBoolean().ShouldBeTrue();
        ((int)(await server.Http.GetAsync("/health/ready")).StatusCode).ShouldBe(200);
        // Two files: the one that is written and the one made ready for the time after it.
        await Eventually.HoldsAsync("the journal is cleared off the disk", () => Directory.GetFiles(Path.Combine(_folder.Path, "journal"), "*.journal", SearchOption.AllDirectories).Length <= 2);
    }

    private string Fill()
    {
        var path = Path.Combine(_folder.Path, "filler");
        using var file = File.Create(path);
        var block = new byte[64 * 1024];
        try
        {
            while (true) file.Write(block);
        }
        catch (IOException)
        {
            return path;
        }
    }

    private static async Task<JsonElement> CaptureAsync(ServerProcess server) =>
        JsonDocument.Parse(await server.Http.GetStringAsync("/api/status")).RootElement.GetProperty("capture");

    private static bool Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false });
        process!.WaitForExit();
        return process.ExitCode == 0;
    }
}
