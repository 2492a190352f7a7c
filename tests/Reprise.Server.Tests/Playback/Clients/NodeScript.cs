using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Reprise.Tests;

namespace Reprise.Server.Tests.Playback.Clients;

/// <summary>Runs a program of <c>tests/clients</c> that prints lines of JSON.</summary>
internal static class NodeScript
{
    public static async Task<List<JsonNode>> RunAsync(string script, params string[] arguments)
    {
        var folder = await NodePackages.InstallAsync("clients");
        return [.. (await OutputOfAsync("node", folder, [script, .. arguments], null)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    /// <summary>What a program prints; it must end well. Skips the test where there is no such program.</summary>
    public static async Task<string> OutputOfAsync(string program, string folder, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string>? environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            Need.Fail($"'{program}' is not on the path");
        }

        try
        {
            var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
            process.ExitCode.ShouldBe(0, await errors);
            return await output;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
