using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Reprise.Demo;
using Reprise.EndToEnd.Tests.Hosts;
using Reprise.Tests;

namespace Reprise.EndToEnd.Tests.Samples;

/// <summary>A real server with a scripted provider behind its gateway, and the samples as processes before it.</summary>
public sealed class SampleStage : IAsyncLifetime
{
    private readonly TempFolder _data = new();
    private ScriptedUpstream? _upstream;
    private ServerProcess? _server;

    internal ServerProcess Server => _server!;
    internal TempFolder Folder { get; } = new();

    /// <summary>Of the scripted provider, as its clients write it.</summary>
    internal string Provider => _upstream!.BaseUrlOf("openai");

    public async ValueTask InitializeAsync()
    {
        _upstream = await ScriptedUpstream.StartAsync(new ScriptedUpstreamOptions(), CancellationToken.None);
        _server = await ServerProcess.StartAsync(_data.Path, [$"Providers:openai:BaseUrl={_upstream.BaseUrlOf("openai")}"]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        if (_upstream is not null) await _upstream.DisposeAsync();
        _data.Dispose();
        Folder.Dispose();
    }

    /// <summary>Runs a sample to its end, which must be a good one.</summary>
    /// <returns>What it said.</returns>
    internal async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0, $"{output}\n{await error}");
        return output;
    }

    /// <summary>A .NET sample of this name.</summary>
    internal Task<string> RunSampleAsync(string name, params string[] arguments) => RunAsync("dotnet", [Assembly(name), .. arguments]);

    internal Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder.Path, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["REPRISE_SERVER"] = Server.Url;
        start.Environment["OPENAI_BASE_URL"] = Provider;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        // Where records wait while a server is away, which must not be the home of whoever runs the tests.
        start.Environment["HOME"] = Folder.Path;
        foreach (var name in new[] { "REPRISE_PROJECT", "REPRISE_KEY", "REPRISE_RECORDING", "DO_NOT_TRACK", "OTEL_EXPORTER_OTLP_ENDPOINT" }) start.Environment.Remove(name);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Need.Fail($"'{program}' is not on the path");
            throw;
        }
    }

    /// <summary>What a sample was built to, in the configuration these tests run in.</summary>
    internal static string Assembly(string name)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return Path.Combine(ProjectFolder.Path, "samples", name, "bin", configuration, "net10.0", $"{name}.dll");
    }

    /// <summary>The first interaction that matches, whole, when it is there.</summary>
    internal Task<JsonElement> RecordAsync(string filter) => RecordAsync(filter, static _ => true);

    internal async Task<JsonElement> RecordAsync(string filter, Func<JsonElement, bool> isIt)
    {
        JsonElement found = default;
        await Eventually.HoldsAsync($"on record: {filter}", async () =>
        {
            var page = JsonElement.Parse(await Server.Http.GetByteArrayAsync($"/api/interactions?limit=10&q={Uri.EscapeDataString(filter)}"));
            foreach (var item in page.GetProperty("items").EnumerateArray())
            {
                found = JsonElement.Parse(await Server.Http.GetByteArrayAsync($"/api/interactions/{item.GetProperty("interaction_id").GetString()}"));
                if (isIt(found)) return true;
            }

            return false;
        });
        return found;
    }
}
