using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Reprise.Benchmarks.Gateway;

/// <summary>One server in a process of its own, with the processor time it has used.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    /// <param name="arguments">For this very program.</param>
    /// <param name="port">Waited for until it accepts connections.</param>
    /// <param name="core">The processor it may use, where taskset can say so.</param>
    public static async Task<ServerProcess> StartAsync(string[] arguments, int port, int? core)
    {
        string[] self = Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [Environment.ProcessPath!, typeof(ServerProcess).Assembly.Location] : [Environment.ProcessPath!];
        string[] pinned = core is { } number && File.Exists("/usr/bin/taskset") ? ["taskset", "-c", number.ToString(CultureInfo.InvariantCulture)] : [];
        string[] command = [.. pinned, .. self, .. arguments];
        var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync("127.0.0.1", port);
                return new ServerProcess(process);
            }
            catch (SocketException) when (tries < 200 && !process.HasExited)
            {
                await Task.Delay(50);
            }
        }
    }

    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public long MemoryBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
