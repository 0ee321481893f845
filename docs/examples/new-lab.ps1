# Copies the example clusters to a new temporary folder, to be changed at will, and returns the folder's path.
$from = [IO.Path]::Combine($PSScriptRoot, 'clusters')
$to = [IO.Directory]::CreateTempSubdirectory('dpuipam-lab-').FullName
foreach ($file in [IO.Directory]::EnumerateFiles($from, '*.yaml', 'AllDirectories')) {
    $copy = [IO.Path]::Combine($to, [IO.Path]::GetRelativePath($from, $file))
    $null = [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($copy))
    [IO.File]::Copy($file, $copy)
}
$to
