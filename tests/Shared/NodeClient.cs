using System.ComponentModel;
using System.Diagnostics;

namespace Reprise.Tests;

/// <summary>Runs a script of <c>tests/clients</c> with Node to its end. Skips the test (fails it in CI) where there is no Node.</summary>
internal static class NodeClient
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>What it printed; fails the test where it ends with anything but 0.</summary>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var folder = await NodePackages.InstallAsync("clients");
        var start = new ProcessStartInfo("node", [script, .. arguments]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            Need.Fail("'node' is not on the path; install Node 20 or newer");
        }

        using var limit = new CancellationTokenSource(s_patience);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            if (process.ExitCode != 0) Assert.Fail($"node {script} ended with {process.ExitCode}: {await errors}");
            return await output;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"'node {script}' did not end within {s_patience}");
            throw;
        }
    }
}
