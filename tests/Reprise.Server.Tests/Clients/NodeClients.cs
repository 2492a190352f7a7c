using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Tests;

namespace Reprise.Server.Tests.Clients;

/// <summary>The JavaScript clients of <c>tests/clients</c>, each run once, all its cases at a time.</summary>
public sealed class NodeClients : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly Dictionary<string, Lazy<Task<Dictionary<string, NodeCase>>>> _runs;
    private readonly Lazy<Task> _packages = new(() => NodePackages.InstallAsync("clients"));

    public NodeClients() : this([])
    {
    }

    /// <param name="settings">Of the server.</param>
    internal NodeClients(params string[] settings)
    {
        Stage = new ClientStage(settings);
        _runs = new[] { "openai", "anthropic", "ollama" }.ToDictionary(c => c, c => new Lazy<Task<Dictionary<string, NodeCase>>>(() => RunAsync(c)), StringComparer.Ordinal);
    }

    internal ClientStage Stage { get; }

    private static string Folder => Path.Combine(Path.GetDirectoryName(typeof(NodeClients).Assembly.Location)!, "..", "..", "..", "..", "clients");

    public ValueTask InitializeAsync() => Stage.InitializeAsync();

    public ValueTask DisposeAsync() => Stage.DisposeAsync();

    /// <summary>What a client saw in one case. Skips the test where there is no Node; fails it in CI.</summary>
    internal async Task<NodeCase> CaseAsync(string client, string name)
    {
        var cases = await _runs[client].Value;
        cases.ShouldContainKey(name);
        cases[name].Failure.ShouldBeNull();
        return cases[name];
    }

    /// <summary>Plays all cases of a client once.</summary>
    internal async Task<Dictionary<string, NodeCase>> RunAsync(string client)
    {
        await _packages.Value;
        var (exitCode, output, errors) = await ExecuteAsync("node", $"{client}.mjs", Stage.Url);
        if (exitCode != 0) Assert.Fail($"node {client}.mjs ended with {exitCode}: {errors}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.StartsWith('{'))
            .Select(line => JsonSerializer.Deserialize<NodeCase>(line, s_json)!)
            .ToDictionary(c => c.Case, StringComparer.Ordinal);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> ExecuteAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            Need.Fail($"'{program}' is not on the path; install Node 20 or newer");
        }

        using var limit = new CancellationTokenSource(s_patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"'{program} {string.Join(' ', arguments)}' did not end within {s_patience}");
            throw;
        }
    }
}

/// <summary>A line a script printed.</summary>
internal sealed record NodeCase
{
    public required string Case { get; init; }
    public required string Session { get; init; }

    /// <summary>Why the script could not play the case; null when it could.</summary>
    public string? Failure { get; init; }
    public IReadOnlyList<NodeCall> Calls { get; init; } = [];
}

/// <summary>One call of a case, bodies in base64.</summary>
internal sealed record NodeCall
{
    public string? Id { get; init; }
    public byte[] Request { get; init; } = [];
    public byte[] Response { get; init; } = [];
    public Seen Seen { get; init; } = new();

    public Exchange Wire => new() { Id = Id is null ? null : InteractionId.Parse(Id), Request = Request, Response = Response };
}
