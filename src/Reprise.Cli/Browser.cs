using System.ComponentModel;
using System.Diagnostics;

namespace Reprise.Cli;

/// <summary>Opens the page where the user is used to see pages.</summary>
internal static class Browser
{
    /// <summary>An address to go to, from an address to listen on.</summary>
    public static Uri AddressOf(string url) => new(url
        .Replace("//*", "//localhost", StringComparison.Ordinal)
        .Replace("//+", "//localhost", StringComparison.Ordinal)
        .Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal)
        .Replace("//[::]", "//[::1]", StringComparison.Ordinal));

    /// <summary>A machine without a browser, or without a screen, is no reason to fail.</summary>
    public static void Open(Uri page)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Start(new ProcessStartInfo(page.AbsoluteUri) { UseShellExecute = true });
                return;
            }

            // What an opener prints is not for our terminal.
            var opener = OperatingSystem.IsMacOS() ? "open" : "xdg-open";
            Start(new ProcessStartInfo(opener, [page.AbsoluteUri]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true });
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or PlatformNotSupportedException)
        {
            // The address has been told.
        }
    }

    private static void Start(ProcessStartInfo start) => Process.Start(start)?.Dispose();
}
