#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests, measures and packs DpuIpam.

.DESCRIPTION
A thin front over dotnet, for pwsh and for dpuipam alike: it keeps to the language, .NET and the engine's core commands.

Build    the module in out/DpuIpam and everything else in the solution.
Test     all test projects, and the Pester files where pwsh and Pester 5.2 or later are installed.
Bench    the benchmarks; -Filter chooses some of them.
Package  out/packages: the module as a versioned folder and as a zip file, and dpuipam as a .NET tool.
Clean    removes what the other tasks made.

.EXAMPLE
./build.ps1 Test

.EXAMPLE
dpuipam ./build.ps1 Build,Package
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Bench', 'Package', 'Clean')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # Which benchmarks run, as BenchmarkDotNet matches names.
    [string] $Filter = '*'
)

$ErrorActionPreference = 'Stop'
$Solution = [IO.Path]::Combine($PSScriptRoot, 'DpuIpam.slnx')
$Out = [IO.Path]::Combine($PSScriptRoot, 'out')

function Invoke-Tool {
    # Every failed program ends the script with its exit code. Not by the call operator, which takes an argument like
    # "*" for the files of the current folder.
    param([string] $Name, [string[]] $Arguments)

    "> $Name $Arguments"
    $start = [Diagnostics.ProcessStartInfo]::new($Name)
    $Arguments | ForEach-Object { $start.ArgumentList.Add($_) }
    $process = [Diagnostics.Process]::Start($start)
    $process.WaitForExit()
    if ($process.ExitCode -ne 0) {
        $Host.UI.WriteErrorLine("build.ps1: '$Name $Arguments' ended with exit code $($process.ExitCode).")
        exit $process.ExitCode
    }
}

function Remove-Folder {
    param([string] $Path)

    if ([IO.Directory]::Exists($Path)) {
        [IO.Directory]::Delete($Path, $true)
    }
}

function Copy-Folder {
    param([string] $From, [string] $To)

    foreach ($file in [IO.Directory]::EnumerateFiles($From, '*', 'AllDirectories')) {
        $target = [IO.Path]::Combine($To, [IO.Path]::GetRelativePath($From, $file))
        $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($target))
        [IO.File]::Copy($file, $target, $true)
    }
}

function Get-ModuleVersion {
    $manifest = [IO.Path]::Combine($PSScriptRoot, 'DpuIpam.psd1')
    $errors = $null
    $ast = [Management.Automation.Language.Parser]::ParseFile($manifest, [ref] $null, [ref] $errors)
    if ($errors) {
        throw "The manifest '$manifest' can't be read: $($errors[0].Message)"
    }

    $isTable = { $args[0] -is [Management.Automation.Language.HashtableAst] }
    $ast.Find($isTable, $false).SafeGetValue().ModuleVersion
}

function Invoke-Pester {
    # In a process of its own: a module's assemblies stay loaded, and locked, until their process ends.
    $pwsh = Get-Command pwsh -CommandType Application -TotalCount 1 -ErrorAction Ignore
    if (-not $pwsh) {
        'Pester tests skipped: there is no pwsh on the PATH.'
        return
    }

    $oldest = '5.2.0'
    $isThere = "@(Get-Module Pester -ListAvailable).Where({ `$_.Version -ge [version] '$oldest' }).Count"
    if ([int] (& $pwsh.Source -NoProfile -NonInteractive -Command $isThere) -eq 0) {
        "Pester tests skipped: pwsh has no Pester $oldest or later (Install-PSResource Pester)."
        return
    }

    $folder = [Management.Automation.Language.CodeGeneration]::EscapeSingleQuotedStringContent(
        [IO.Path]::Combine($PSScriptRoot, 'tests', 'pester'))
    Invoke-Tool $pwsh.Source '-NoProfile', '-NonInteractive', '-Command', @"
Import-Module Pester -MinimumVersion $oldest
`$result = Invoke-Pester -Configuration (New-PesterConfiguration -Hashtable @{ Run = @{ Path = '$folder'; PassThru = `$true } })
if (`$result.TotalCount -eq 0) { [Console]::Error.WriteLine('No Pester test was found.'); exit 1 }
if (`$result.Result -ne 'Passed') { exit 1 }
"@
}

function New-Package {
    Invoke-Tool dotnet 'build', ([IO.Path]::Combine($PSScriptRoot, 'src', 'DpuIpam.Shell')), '-c', $Configuration

    $version = Get-ModuleVersion
    $packages = [IO.Path]::Combine($Out, 'packages')
    Remove-Folder $packages

    # The folder's layout is the one modules are installed in: <modules>/DpuIpam/<version>.
    $module = [IO.Path]::Combine($packages, 'DpuIpam')
    Copy-Folder ([IO.Path]::Combine($Out, 'DpuIpam')) ([IO.Path]::Combine($module, $version))
    [IO.Compression.ZipFile]::CreateFromDirectory(
        $module, [IO.Path]::Combine($packages, "DpuIpam-$version.zip"), 'Optimal', $true)

    Invoke-Tool dotnet 'pack', ([IO.Path]::Combine($PSScriptRoot, 'src', 'DpuIpam.Shell')), '-c', $Configuration, '-o', $packages
    "Packages are in '$packages'."
}

function Clear-Build {
    foreach ($group in 'src', 'tests') {
        foreach ($project in [IO.Directory]::EnumerateDirectories([IO.Path]::Combine($PSScriptRoot, $group))) {
            Remove-Folder ([IO.Path]::Combine($project, 'bin'))
            Remove-Folder ([IO.Path]::Combine($project, 'obj'))
        }
    }

    foreach ($name in 'out', 'TestResults', 'BenchmarkDotNet.Artifacts') {
        Remove-Folder ([IO.Path]::Combine($PSScriptRoot, $name))
    }
}

if (-not (Get-Command dotnet -CommandType Application -TotalCount 1 -ErrorAction Ignore)) {
    throw "There is no dotnet on the PATH: install the .NET SDK that global.json names."
}

foreach ($name in $Task) {
    switch ($name) {
        'Build' { Invoke-Tool dotnet 'build', $Solution, '-c', $Configuration }
        'Test' {
            Invoke-Tool dotnet 'test', '--solution', $Solution, '-c', $Configuration
            Invoke-Pester
        }
        'Bench' {
            $project = [IO.Path]::Combine($PSScriptRoot, 'tests', 'DpuIpam.Benchmarks')
            Invoke-Tool dotnet 'run', '--project', $project, '-c', 'Release', '--', '--filter', $Filter
        }
        'Package' { New-Package }
        'Clean' { Clear-Build }
    }
}
