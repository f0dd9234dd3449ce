"""Plan and plates become bytes on disk.

A *plate* is a page of the host with holes (`plate`); `shell` is what one run of the host leaves
for the press; `build` is the whole process as one list of steps; `tasks` is the part of it that
runs in `worker` processes of a `pool`; `state` is what a build leaves for the next one; `trees`
keeps the published folder whole at every moment. Nothing here knows which host rendered a plate.
"""
