@echo off
rem Starts Reprise on Windows: builds what changed, then runs the command line.
setlocal
set DOTNET_CLI_TELEMETRY_OPTOUT=1
set DOTNET_NOLOGO=1
where dotnet >nul 2>nul || (echo Reprise needs the .NET 10 SDK. Install it from dotnet.microsoft.com and run this again. & exit /b 1)
if exist "%~dp0web\package.json" if not exist "%~dp0web\dist\index.html" (
  where npm >nul 2>nul || (echo Building the page needs Node.js 20 or newer. & exit /b 1)
  pushd "%~dp0web" && call npm ci --no-audit --no-fund && call npm run build
  if errorlevel 1 (popd & exit /b 1)
  popd
)
dotnet build "%~dp0src\Reprise.Cli\Reprise.Cli.csproj" -c Release -v q -p:RepriseAnalyzers=false || exit /b 1
dotnet "%~dp0src\Reprise.Cli\bin\Release\net10.0\reprise.dll" %*
