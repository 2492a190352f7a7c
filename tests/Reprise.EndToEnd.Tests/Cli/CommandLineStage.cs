using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Reprise.Cli;
using Reprise.Server;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Cli;

/// <summary>A real server, a folder to work in, and <c>reprise</c> as a process of its own there.</summary>
internal sealed class CommandLineStage : IAsyncDisposable
{
    private readonly TempFolder _data = new();
    private readonly TempFolder _waiting = new();
    private WebApplication? _server;

    public TempFolder Folder { get; } = new();
    public HttpClient Http { get; private set; } = new();
    public string Url { get; private set; } = "http://127.0.0.1:1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<CommandLineStage> OpenAsync(bool serves = true)
    {
        var stage = new CommandLineStage();
        if (serves) await stage.ServeAsync("http://127.0.0.1:0");
        return stage;
    }

    public async Task ServeAsync(string url)
    {
        _server = RepriseServer.Build(new ServeOptions { Urls = [url], DataFolder = _data.Path, Quiet = true });
        await _server.StartAsync(Cancellation);
        Url = _server.Urls.First();
        Http = new HttpClient { BaseAddress = new Uri(Url) };
    }

    public Process Start(IReadOnlyDictionary<string, string>? variables = null, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(CommandLine).Assembly.Location, .. args])
        {
            WorkingDirectory = Folder.Path, UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["REPRISE_SERVER"] = Url;
        start.Environment["REPRISE_SPILL"] = _waiting.Path;
        start.Environment.Remove("REPRISE_PROJECT");
        foreach (var (name, value) in variables ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end.</summary>
    public Task<Run> RunAsync(params string[] args) => RunAsync([], null, args);

    public async Task<Run> RunAsync(byte[] input, IReadOnlyDictionary<string, string>? variables, params string[] args)
    {
        using var process = Start(variables, args);
        await process.StandardInput.BaseStream.WriteAsync(input, Cancellation);
        process.StandardInput.Close();
        return await EndAsync(process);
    }

    public static async Task<Run> EndAsync(Process process)
    {
        using var output = new MemoryStream();
        var copying = process.StandardOutput.BaseStream.CopyToAsync(output, Cancellation);
        var error = await process.StandardError.ReadToEndAsync(Cancellation);
        await copying;
        await process.WaitForExitAsync(Cancellation);
        return new Run(process.ExitCode, output.ToArray(), error);
    }

    /// <summary>Everything on record of a name, oldest first, whole.</summary>
    public async Task<List<JsonElement>> RecordsAsync(string name, int atLeast = 1)
    {
        List<JsonElement> found = [];
        await Eventually.HoldsAsync($"{atLeast} on record of {name}", async () =>
        {
            var page = JsonElement.Parse(await Http.GetByteArrayAsync($"/api/interactions?limit=100&q={Uri.EscapeDataString($"name:\"{name}\"")}", Cancellation));
            found = [.. page.GetProperty("items").EnumerateArray().Reverse()];
            if (found.Count >= atLeast) return true;
            // On a machine that is busy a command may have given up waiting; the next one takes its record along.
            await RunAsync("wrap", "--name", "next", "--", "true");
            return false;
        });
        var whole = new List<JsonElement>();
        foreach (var item in found) whole.Add(JsonElement.Parse(await Http.GetByteArrayAsync($"/api/interactions/{item.GetProperty("interaction_id").GetString()}", Cancellation)));
        return whole;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_server is not null)
        {
            await _server.StopAsync(CancellationToken.None);
            await _server.DisposeAsync();
        }

        foreach (var folder in new[] { _data, _waiting, Folder }) folder.Dispose();
    }
}
