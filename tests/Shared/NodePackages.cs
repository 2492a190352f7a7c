using System.ComponentModel;
using System.Diagnostics;

namespace Reprise.Tests;

/// <summary>npm packages that tests need, each set in a folder below <c>tests</c> with a lock file of its own.</summary>
internal static class NodePackages
{
    /// <summary>Installs what the lock file names, unless it is there; several test programs may want to at once. Skips the test (fails it in CI) where that cannot be done.</summary>
    /// <returns>The folder.</returns>
    public static async Task<string> InstallAsync(string name)
    {
        var folder = Path.Combine(ProjectFolder.Path, "tests", name);
        for (var attempt = 0; !IsInstalled(folder); attempt++)
        {
            FileStream turn;
            try
            {
                turn = new FileStream(Path.Combine(Path.GetTempPath(), $"reprise-{name}-install.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < 1200)
            {
                await Task.Delay(100);
                continue;
            }

            await using (turn)
            {
                if (IsInstalled(folder)) break;
                var (exitCode, errors) = await RunAsync(folder);
                if (exitCode != 0) Need.Fail($"'npm ci' in tests/{name} ended with {exitCode}: {errors}");
                break;
            }
        }

        return folder;
    }

    private static bool IsInstalled(string folder)
    {
        var installed = new FileInfo(Path.Combine(folder, "node_modules", ".package-lock.json"));
        return installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json"));
    }

    private static async Task<(int ExitCode, string Errors)> RunAsync(string folder)
    {
        var program = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        var start = new ProcessStartInfo(program, ["ci", "--no-audit", "--no-fund"]) { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            Need.Fail("'npm' is not on the path; install Node 20 or newer");
        }

        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(5));
        await output;
        return (process.ExitCode, await errors);
    }
}
